package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process's descriptors: the lowest free number is taken next, below the limit (RLIMIT_NOFILE). */
public final class FdTable {
    /** The limit of a process that nobody limited further. Larger numbers are never open. */
    public static final int DEFAULT_LIMIT = 1 << 20;

    private final List<@Nullable OpenFile> files = new ArrayList<>();
    private final BitSet taken = new BitSet();
    private final BitSet closeOnExec = new BitSet();
    private int limit = DEFAULT_LIMIT;
    /** Every number below is taken. */
    private int firstMaybeFree;

    /** Takes a number that nothing is open on yet. EMFILE. */
    public int reserve() {
        int number = taken.nextClearBit(firstMaybeFree);
        if (number >= limit) {
            throw new SysError("EMFILE");
        }
        taken.set(number);
        firstMaybeFree = number + 1;
        return number;
    }

    /** Gives a number back that nothing was opened on. */
    public void unreserve(int number) {
        taken.clear(number);
        closeOnExec.clear(number);
        firstMaybeFree = Math.min(firstMaybeFree, number);
    }

    /** Opens a file on a reserved number; the table takes over the caller's reference. */
    public void install(int number, OpenFile file, boolean cloexec) {
        while (files.size() <= number) {
            files.add(null);
        }
        files.set(number, file);
        closeOnExec.set(number, cloexec);
    }

    /** Opens a file on the lowest free number. EMFILE leaves the reference with the caller. */
    public int open(OpenFile file, boolean cloexec) {
        int number = reserve();
        install(number, file, cloexec);
        return number;
    }

    /** The file open on this number. EBADF. */
    public OpenFile get(int number) {
        OpenFile file = number < 0 || number >= files.size() ? null : files.get(number);
        if (file == null) {
            throw new SysError("EBADF");
        }
        return file;
    }

    public boolean closeOnExec(int number) {
        return closeOnExec.get(number);
    }

    /** close(2). EBADF. */
    public void close(int number) {
        OpenFile file = get(number);
        files.set(number, null);
        unreserve(number);
        file.put();
    }

    /** dup(2). EBADF, EMFILE. */
    public int dup(int number) {
        OpenFile file = get(number);
        int copy = open(file, false);
        file.acquire();
        return copy;
    }

    /** Closes everything: the process is gone. */
    public void closeAll() {
        for (int number = taken.nextSetBit(0); number >= 0; number = taken.nextSetBit(number + 1)) {
            close(number);
        }
    }

    /** Lowers the limit so that exactly this many numbers are free, or lifts it for a negative count. */
    public void leaveFree(int count) {
        if (count < 0) {
            limit = DEFAULT_LIMIT;
            return;
        }
        int candidate = taken.nextClearBit(0);
        for (int left = count; left > 0; left--) {
            candidate = taken.nextClearBit(candidate) + 1;
        }
        limit = candidate;
    }
}
