package dev.ishibashi.verify;

/// What a listing says of one file.
///
/// @param type one letter, as `find -printf %y` gives it: f file, d directory, l symbolic link …
/// @param mode permission bits in octal
/// @param size in bytes
/// @param modified when the content last changed (mtime), seconds since the epoch
/// @param changed when content or attributes last changed (ctime); programs cannot set it back
/// @param identity device and inode
/// @param target where a symbolic link points, else empty
public record FileFact(
    char type,
    String mode,
    String user,
    String group,
    long size,
    String modified,
    String changed,
    String identity,
    String target) {}
