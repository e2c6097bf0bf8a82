package io.luoledger.simulator.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The argument of an ioctl as user space laid it out: a size, a word, and what follows. */
public final class UserArg {
    /** Whether the pointer leads anywhere. */
    public enum Pointer {
        GOOD,
        NULL,
        BAD
    }

    /**
     * A handler's struct that the argument leads to. The posting has no fields of it: a size and a descriptor, as the other structs begin.
     *
     * @param size what its first word says
     * @param fd of the file to restore into
     */
    public record HandlerArg(long size, int fd) {
        /** Bytes of it. */
        public static final int BYTES = 8;
    }

    /** More than this is refused whatever it holds. */
    static final int MAX_BYTES = 4096;

    private static final int WORD1 = 4;
    private static final int BODY = 8;
    private static final int ARGUMENT = 16;
    /** Bytes of a session name in the structs that hold one. */
    static final int NAME_BYTES = 64;

    private final Pointer pointer;
    private final ByteBuffer bytes;
    private @Nullable HandlerArg handlerArg;

    private UserArg(Pointer pointer, long size) {
        this.pointer = pointer;
        this.bytes = ByteBuffer.allocate(Math.clamp(size & 0xffff_ffffL, BODY + NAME_BYTES, MAX_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, (int) size);
    }

    /**
     * @param size what the first word says, 0 to 2^32-1
     */
    public static UserArg of(long size) {
        return new UserArg(Pointer.GOOD, size);
    }

    /** A pointer that leads nowhere. */
    public static UserArg unreadable(Pointer pointer) {
        return new UserArg(pointer, 0);
    }

    /** Sets the second word: a descriptor, or what is reserved. */
    public UserArg word1(long value) {
        bytes.putInt(WORD1, (int) value);
        return this;
    }

    public UserArg token(long token) {
        bytes.putLong(BODY, token);
        return this;
    }

    /** Sets the session name: at most 64 bytes, without a NUL when there are so many. */
    public UserArg name(byte[] name) {
        bytes.put(BODY, Arrays.copyOf(name, NAME_BYTES));
        return this;
    }

    /** Fills everything from this offset to what the size says with one byte. */
    public UserArg tail(int from, byte value) {
        for (int at = from; at < Math.min(size(), MAX_BYTES); at++) {
            bytes.put(at, value);
        }
        return this;
    }

    Pointer pointer() {
        return pointer;
    }

    long size() {
        return Integer.toUnsignedLong(bytes.getInt(0));
    }

    public int word1() {
        return bytes.getInt(WORD1);
    }

    long token() {
        return bytes.getLong(BODY);
    }

    /** Sets the 64-bit argument behind the token: where the handler's own struct is; and that struct, as far as it can be read. */
    public UserArg argument(long address, @Nullable HandlerArg struct) {
        bytes.putLong(ARGUMENT, address);
        handlerArg = struct;
        return this;
    }

    /** 0 without one. */
    long argument() {
        return size() < ARGUMENT + Long.BYTES ? 0 : bytes.getLong(ARGUMENT);
    }

    /** What the argument leads to, null when it leads nowhere. */
    @Nullable
    HandlerArg handlerArg() {
        return handlerArg;
    }

    /** The 64 bytes of the name. */
    public byte[] name() {
        byte[] name = new byte[NAME_BYTES];
        bytes.get(BODY, name);
        return name;
    }

    /** Whether it says more than a kernel with this struct knows. */
    boolean saysMoreThan(int known) {
        if (size() > MAX_BYTES) {
            return true;
        }
        for (int at = known; at < size(); at++) {
            if (bytes.get(at) != 0) {
                return true;
            }
        }
        return false;
    }
}
