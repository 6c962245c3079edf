package dev.ishibashi.approval;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An SSH agent (draft-miller-ssh-agent) that holds one software token, and touches it itself.
public final class SoftAgent implements AutoCloseable {
  private static final int FAILURE = 5;
  private static final int LIST = 11;
  private static final int KEYS = 12;
  private static final int SIGN = 13;
  private static final int SIGNED = 14;

  private final SoftToken token;
  private final ServerSocketChannel server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public SoftAgent(Path socket, SoftToken token) throws IOException {
    this.token = token;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    threads.execute(this::listen);
  }

  private void listen() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client))) {
      while (true) {
        byte[] asked = new byte[in.readInt()];
        in.readFully(asked);
        byte[] answer = answer(asked);
        out.writeInt(answer.length);
        out.write(answer);
        out.flush();
      }
    } catch (IOException ended) {
      // The client has what it wanted.
    }
  }

  private byte[] answer(byte[] asked) {
    Wire.Writer answer = new Wire.Writer();
    try {
      switch (asked[0]) {
        case LIST ->
            answer.raw(new byte[] {KEYS}).number(1).string(token.key().blob()).string("a token");
        case SIGN -> {
          Wire in = new Wire(Arrays.copyOfRange(asked, 1, asked.length));
          in.string();
          answer.raw(new byte[] {SIGNED}).string(token.sign(in.string(), true));
        }
        default -> answer.raw(new byte[] {FAILURE});
      }
    } catch (GeneralSecurityException e) {
      return new byte[] {FAILURE};
    }
    return answer.bytes();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
