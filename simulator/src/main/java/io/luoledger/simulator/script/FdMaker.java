package io.luoledger.simulator.script;

import static io.luoledger.simulator.file.OpenFile.O_DIRECTORY;
import static io.luoledger.simulator.file.OpenFile.O_LARGEFILE;
import static io.luoledger.simulator.file.OpenFile.O_PATH;
import static io.luoledger.simulator.file.OpenFile.O_RDONLY;
import static io.luoledger.simulator.file.OpenFile.O_RDWR;
import static io.luoledger.simulator.file.OpenFile.O_TMPFILE;
import static io.luoledger.simulator.file.OpenFile.O_WRONLY;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.FdTable;
import io.luoledger.simulator.file.HugetlbInode;
import io.luoledger.simulator.file.Inode;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.OpenFile.Seek;
import io.luoledger.simulator.file.PlainInode;
import io.luoledger.simulator.file.Sealable;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.kernel.KernelProfile.Option;
import io.luoledger.simulator.kernel.UserProcess;
import java.nio.charset.StandardCharsets;

/** Makes a descriptor of each kind of the language. */
final class FdMaker {
    /** A number that never is open: above every limit. */
    private static final int CLOSED_NUMBER = FdTable.DEFAULT_LIMIT;
    /** The directory that {@code tmpfs_dir} opens is the captured machine's /tmp: two entries of 20 bytes, and its own two. */
    private static final int DIRECTORY_BYTES = 80;

    private final UserProcess process;

    FdMaker(UserProcess process) {
        this.process = process;
    }

    /**
     * Makes the descriptor.
     *
     * @param kind as the language writes it, with what follows a colon
     * @param seed what the contents are made of
     * @param other the descriptor that a kind's argument names, -1 when it names none
     * @param device the open /dev/liveupdate, -1 when it is closed
     */
    int make(String kind, String seed, Variables other, int device) {
        int colon = kind.indexOf(':');
        String base = colon < 0 ? kind : kind.substring(0, colon);
        String rest = colon < 0 ? "" : kind.substring(colon + 1);
        return switch (base) {
            case "fd" -> number(rest);
            case "closed" -> closed();
            case "dup" -> process.descriptors().dup(other.numberOrNone(rest));
            case "reopen" -> reopen(other.numberOrNone(rest), O_RDWR | O_LARGEFILE);
            case "reopen_ro" -> reopen(other.numberOrNone(rest), O_RDONLY | O_LARGEFILE);
            case "opath" -> reopen(other.numberOrNone(rest), O_PATH);
            case "memfd_text" -> text(rest, seed);
            case "dev" -> process.descriptors().dup(device);
            default -> fresh(base, rest.isEmpty() ? 0 : size(rest), seed);
        };
    }

    /** A memfd that holds these characters. */
    private int text(String content, String seed) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        int number = shmem(0, 0, true, memfdName(seed), bytes.length, seed, false, false);
        if (process.descriptors().get(number).inode() instanceof ShmemInode inode) {
            inode.load(bytes);
        }
        return number;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new SysError("ENOSYS");
        }
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SysError("ENOSYS");
        }
    }

    private int closed() {
        FdTable descriptors = process.descriptors();
        descriptors.unreserve(descriptors.reserve());
        return CLOSED_NUMBER;
    }

    private int reopen(int number, int flags) {
        OpenFile file;
        try {
            file = process.descriptors().get(number);
        } catch (SysError none) {
            throw new SysError("ENOENT");
        }
        if (flags != O_PATH) {
            if (UserProcess.isLiveUpdateDevice(file)) {
                return process.openLiveUpdate();
            }
            if (file.inode() instanceof PlainInode && anonymous(file)) {
                throw new SysError("ENXIO");
            }
            if ((file.flags() & O_DIRECTORY) != 0 && !(file.inode() instanceof ShmemInode) && flags != O_LARGEFILE) {
                throw new SysError("EISDIR");
            }
        }
        OpenFile again = new OpenFile(file.inode(), flags, file.seek(), file.name(), null, null);
        return install(again, false);
    }

    /** Whether it has no place in a file system to be opened again from. Pipes have. */
    private static boolean anonymous(OpenFile file) {
        return file.name().startsWith("anon_inode:") || file.name().startsWith("socket:");
    }

    private int fresh(String kind, long size, String seed) {
        return switch (kind) {
            case "memfd" -> shmem(0, 0, true, memfdName(seed), size, seed, true, false);
            case "memfd_exec" -> shmem(0, Sealable.SEAL, true, memfdName(seed), size, seed, true, false);
            case "memfd_cloexec" -> shmem(0, 0, true, memfdName(seed), size, seed, true, true);
            case "memfd_sparse" -> shmem(0, 0, true, memfdName(seed), size, seed, false, false);
            case "memfd_noseal" -> shmem(0, Sealable.SEAL, true, memfdName(seed), size, seed, true, false);
            case "memfd_noexec" -> shmem(0, Sealable.EXEC, false, memfdName(seed), size, seed, true, false);
            case "memfd_huge" ->
                install(
                        new OpenFile(
                                new HugetlbInode(size, 0),
                                O_RDWR | O_LARGEFILE,
                                Seek.REAL,
                                memfdName(seed),
                                null,
                                null),
                        false);
            case "hugetlbfs" ->
                install(
                        new OpenFile(
                                new HugetlbInode(0, Sealable.SEAL),
                                O_RDWR | O_LARGEFILE,
                                Seek.REAL,
                                "/huge/f (deleted)",
                                null,
                                null),
                        false);
            case "tmpfile" -> {
                ShmemInode inode = new ShmemInode(process.kernel().kho().memory(), 0, Sealable.SEAL, false);
                yield filled(inode, O_RDWR | O_LARGEFILE | O_TMPFILE, "/tmp/#1 (deleted)", size, seed, true, false);
            }
            case "tmpfs_linked", "rootfs_file" ->
                shmem(1, Sealable.SEAL, false, "/tmp/" + seed, size, seed, true, false);
            case "tmpfs_unlinked", "rootfs_unlinked" ->
                shmem(0, Sealable.SEAL, false, "/tmp/" + seed + " (deleted)", size, seed, true, false);
            case "tmpfs_dir" -> plain(2, DIRECTORY_BYTES, O_LARGEFILE | O_DIRECTORY, Seek.REAL, "/tmp");
            case "proc" ->
                install(
                        new OpenFile(new PlainInode(1, 0, true), O_LARGEFILE, Seek.REAL, "/proc/version", null, null),
                        false);
            case "pipe_r" -> plain(1, 0, O_RDONLY, Seek.NONE, "pipe:[1]");
            case "pipe_w" -> plain(1, 0, O_WRONLY, Seek.NONE, "pipe:[1]");
            case "socket", "unix" -> {
                require(Option.NET, "ENOSYS");
                yield plain(1, 0, O_RDWR, Seek.NONE, "socket:[1]");
            }
            case "eventfd" -> plain(1, 0, O_RDWR, Seek.NOOP, "anon_inode:[eventfd]");
            case "epoll" -> plain(1, 0, O_RDWR, Seek.NOOP, "anon_inode:[eventpoll]");
            case "timerfd" -> plain(1, 0, O_RDWR, Seek.NOOP, "anon_inode:[timerfd]");
            case "pidfd" -> plain(1, 0, O_RDWR, Seek.NONE, "anon_inode:[pidfd]");
            case "iouring" -> {
                require(Option.IO_URING, "ENOSYS");
                yield plain(1, 0, O_RDWR, Seek.NONE, "anon_inode:[io_uring]");
            }
            case "devnull" -> plain(1, 0, O_RDWR | O_LARGEFILE, Seek.NOOP, "/dev/null");
            case "devzero" -> plain(1, 0, O_RDWR | O_LARGEFILE, Seek.NOOP, "/dev/zero");
            case "iommufd" -> process.devices().openIommufd();
            // the runner's own answer to a kind that it doesn't know
            default -> throw new SysError("ENOSYS");
        };
    }

    private static String memfdName(String seed) {
        return "/memfd:" + seed + " (deleted)";
    }

    private void require(Option option, String errno) {
        if (!process.kernel().profile().has(option)) {
            throw new SysError(errno);
        }
    }

    private int plain(int links, long size, int flags, Seek seek, String name) {
        return install(new OpenFile(new PlainInode(links, size, false), flags, seek, name, null, null), false);
    }

    private int shmem(
            int links,
            int seals,
            boolean executable,
            String name,
            long size,
            String seed,
            boolean fill,
            boolean cloexec) {
        ShmemInode inode = new ShmemInode(process.kernel().kho().memory(), links, seals, executable);
        return filled(inode, O_RDWR | O_LARGEFILE, name, size, seed, fill, cloexec);
    }

    private int filled(
            ShmemInode inode, int flags, String name, long size, String seed, boolean fill, boolean cloexec) {
        OpenFile file = new OpenFile(inode, flags, Seek.REAL, name, null, null);
        int number = install(file, cloexec);
        if (fill) {
            if (!process.kernel()
                    .kho()
                    .memory()
                    .fits(size >>> process.kernel().kho().memory().pageShift())) {
                process.descriptors().close(number);
                throw new SysError("ENOSPC");
            }
            inode.load(Math.toIntExact(size), new Contents(seed)::next);
        } else {
            inode.setSize(size);
        }
        return number;
    }

    private int install(OpenFile file, boolean cloexec) {
        try {
            return process.descriptors().open(file, cloexec);
        } catch (SysError full) {
            file.put();
            throw full;
        }
    }

    /** Where a kind's argument finds its descriptor. */
    @FunctionalInterface
    interface Variables {
        /** The variable's number, -1 when it is unbound. */
        int numberOrNone(String variable);
    }

    /** The seals that F_GET_SEALS tells, -1 when it refuses. */
    static int seals(OpenFile file) {
        Inode inode = file.inode();
        return inode instanceof Sealable sealable && !file.pathOnly() ? sealable.seals() : -1;
    }
}
