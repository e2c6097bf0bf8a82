package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;
import org.jspecify.annotations.Nullable;

/** An open file (struct file): what descriptors and the kernel itself hold references to. */
public final class OpenFile {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_LARGEFILE = 0100000;
    public static final int O_DIRECTORY = 0200000;
    public static final int O_PATH = 010000000;
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    private static final int ACCESS_MODE = 3;

    /** What lseek(2) does. */
    public enum Seek {
        /** It has a position. */
        REAL,
        /** Succeeds and moves nothing. */
        NOOP,
        /** ESPIPE. */
        NONE
    }

    /** What happens when the last reference is gone. */
    @FunctionalInterface
    public interface Release {
        void released();
    }

    private final Inode inode;
    private final int flags;
    private final Seek seek;
    private final String name;
    private final @Nullable Object owner;
    private final @Nullable Release release;
    private long position;
    private int references = 1;

    /**
     * @param flags as F_GETFL tells them
     * @param name as readlink of /proc/self/fd tells it
     * @param owner what of the kernel is behind the file, for its ioctls
     */
    public OpenFile(Inode inode, int flags, Seek seek, String name, @Nullable Object owner, @Nullable Release release) {
        this.inode = inode;
        this.flags = flags;
        this.seek = seek;
        this.name = name;
        this.owner = owner;
        this.release = release;
        inode.opened();
    }

    public Inode inode() {
        return inode;
    }

    public int flags() {
        return flags;
    }

    public String name() {
        return name;
    }

    public @Nullable Object owner() {
        return owner;
    }

    public boolean pathOnly() {
        return (flags & O_PATH) != 0;
    }

    public boolean readable() {
        return !pathOnly() && (flags & ACCESS_MODE) != O_WRONLY;
    }

    public boolean writable() {
        return !pathOnly() && (flags & ACCESS_MODE) != O_RDONLY;
    }

    public Seek seek() {
        return seek;
    }

    public long position() {
        return position;
    }

    /** Sets the position as the kernel does inside itself. */
    public void setPosition(long offset) {
        position = offset;
    }

    /** lseek(2) from the start. ESPIPE, EINVAL, EBADF. */
    public void seekTo(long offset) {
        if (pathOnly()) {
            throw new SysError("EBADF");
        }
        switch (seek) {
            case NONE -> throw new SysError("ESPIPE");
            case NOOP -> {
                // succeeds, and nothing moves
            }
            case REAL -> {
                if (offset < 0) {
                    throw new SysError("EINVAL");
                }
                position = offset;
            }
        }
    }

    public OpenFile acquire() {
        references++;
        return this;
    }

    /** Drops a reference; the last one closes the file. */
    public void put() {
        references--;
        if (references == 0) {
            if (release != null) {
                release.released();
            }
            inode.closed();
        }
    }
}
