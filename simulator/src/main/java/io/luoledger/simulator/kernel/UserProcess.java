package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.FdTable;
import io.luoledger.simulator.file.HugetlbInode;
import io.luoledger.simulator.file.Inode;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.PlainInode;
import io.luoledger.simulator.file.Sealable;
import io.luoledger.simulator.file.ShmemInode;
import org.jspecify.annotations.Nullable;

/** A process of a simulated kernel: its descriptors, and the system calls it makes. Every refusal is a {@link SysError}. */
public final class UserProcess {
    /** Where a struct may be in a process' memory. */
    private static final long ANYWHERE = 0x7fff_0000_0000L;

    private final Kernel kernel;
    private final @Nullable String name;
    private final FdTable descriptors = new FdTable();

    /**
     * @param name of its program, null where it is nobody's business
     */
    UserProcess(Kernel kernel, @Nullable String name) {
        this.kernel = kernel;
        this.name = name;
    }

    public Kernel kernel() {
        return kernel;
    }

    public FdTable descriptors() {
        return descriptors;
    }

    /** Its calls about PCI and VFIO devices. */
    public UserDevices devices() {
        return new UserDevices(kernel, descriptors);
    }

    /** open("/dev/liveupdate"). */
    public int openLiveUpdate() {
        return kernel.enter("open", () -> {
            LiveUpdate liveUpdate = kernel.liveUpdate();
            int number = descriptors.reserve();
            try {
                liveUpdate.open(name);
            } catch (SysError refused) {
                descriptors.unreserve(number);
                throw refused;
            }
            OpenFile file = new OpenFile(
                    new PlainInode(1, 0, false),
                    OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                    OpenFile.Seek.NONE,
                    "/dev/liveupdate",
                    new LuoDevice.Node(),
                    liveUpdate::closeDevice);
            descriptors.install(number, file, false);
            return number;
        });
    }

    /** Looks what /dev/liveupdate has for it, and leaves it to others. */
    public void openLiveUpdateOnce() {
        close(openLiveUpdate());
    }

    /** Whether this file can't be opened again by name, because only one may be open. */
    public static boolean isLiveUpdateDevice(OpenFile file) {
        return file.owner() instanceof LuoDevice.Node;
    }

    /** ioctl(2). Answers go into the argument. */
    public void ioctl(int number, long word, UserArg arg) {
        Command command = Command.numbered((int) (word & 0xff));
        kernel.enter(command == null ? "ioctl" : during(command), () -> {
            Object owner = descriptors.get(number).owner();
            if (descriptors.get(number).pathOnly()) {
                throw new SysError("EBADF");
            }
            if (owner instanceof LuoDevice.Node) {
                device().deviceIoctl(word, arg);
            } else if (owner instanceof LuoSession session) {
                device().sessionIoctl(session, word, arg);
            } else {
                throw new SysError("ENOTTY");
            }
            return true;
        });
    }

    private static String during(Command command) {
        return switch (command) {
            case CREATE_SESSION -> "create";
            case RETRIEVE_SESSION -> "retrieve_session";
            case PRESERVE_FD -> "preserve";
            case RETRIEVE_FD, RETRIEVE_INTO_FD -> "retrieve";
            case FINISH -> "finish";
            case GET_NAME -> "get_name";
            case FREEZE -> "freeze";
            case UNFREEZE -> "unfreeze";
        };
    }

    private LuoDevice device() {
        return new LuoDevice(kernel.liveUpdate(), kernel.profile(), kernel.journal(), descriptors);
    }

    /** CREATE_SESSION on an open device. */
    public int createSession(int device, byte[] name) {
        return named(device, Command.CREATE_SESSION, name);
    }

    /** RETRIEVE_SESSION on an open device. */
    public int retrieveSession(int device, byte[] name) {
        return named(device, Command.RETRIEVE_SESSION, name);
    }

    private int named(int device, Command command, byte[] name) {
        UserArg arg = UserArg.of(command.size()).name(name);
        ioctl(device, command.word(), arg);
        return arg.word1();
    }

    /** PRESERVE_FD on a session. */
    public void preserve(int session, int file, long token) {
        ioctl(
                session,
                Command.PRESERVE_FD.word(),
                UserArg.of(Command.PRESERVE_FD.size()).word1(file).token(token));
    }

    /** PRESERVE_FD with an argument for the handler, of which there is nothing to read. */
    public void preserve(int session, int file, long token, long argument) {
        ioctl(
                session,
                Command.PRESERVE_FD.word(),
                UserArg.of(Command.SIZE_WITH_ARGUMENT).word1(file).token(token).argument(argument, null));
    }

    /** RETRIEVE_FD on a session. */
    public int retrieve(int session, long token) {
        UserArg arg = UserArg.of(Command.RETRIEVE_FD.size()).token(token);
        ioctl(session, Command.RETRIEVE_FD.word(), arg);
        return arg.word1();
    }

    /** RETRIEVE_FD with an argument that names the file to restore into. */
    public int retrieveWith(int session, long token, int target) {
        UserArg arg = UserArg.of(Command.SIZE_WITH_ARGUMENT)
                .token(token)
                .argument(ANYWHERE, new UserArg.HandlerArg(UserArg.HandlerArg.BYTES, target));
        ioctl(session, Command.RETRIEVE_FD.word(), arg);
        return arg.word1();
    }

    /** RETRIEVE_INTO_FD on a session. */
    public int retrieveInto(int session, long token, int target) {
        UserArg arg = UserArg.of(Command.RETRIEVE_INTO_FD.size()).word1(target).token(token);
        ioctl(session, Command.RETRIEVE_INTO_FD.word(), arg);
        return arg.word1();
    }

    /** FINISH on a session. */
    public void finish(int session) {
        ioctl(session, Command.FINISH.word(), UserArg.of(Command.FINISH.size()));
    }

    /** close(2). */
    public void close(int number) {
        kernel.enter("finish", () -> {
            descriptors.close(number);
            return true;
        });
    }

    /** The process ends, however it does: everything it had open is closed. */
    public void exit() {
        kernel.enter("finish", () -> {
            descriptors.closeAll();
            return true;
        });
    }

    private OpenFile open(int number) {
        OpenFile file = descriptors.get(number);
        if (file.pathOnly()) {
            throw new SysError("EBADF");
        }
        return file;
    }

    /** write(2) of n equal bytes. */
    public long write(int number, byte value, long count) {
        OpenFile file = open(number);
        long written = writeAt(file, file.position(), value, count);
        if (file.seek() == OpenFile.Seek.REAL) {
            file.setPosition(file.position() + written);
        }
        return written;
    }

    /** pwrite(2) of n equal bytes. */
    public long pwrite(int number, long offset, byte value, long count) {
        OpenFile file = open(number);
        if (offset < 0) {
            throw new SysError("EINVAL");
        }
        if (!positional(file)) {
            throw new SysError("ESPIPE");
        }
        return writeAt(file, offset, value, count);
    }

    /** Whether pread(2) and pwrite(2) are possible: not on pipes, sockets and what has no name in the file system. */
    private static boolean positional(OpenFile file) {
        return file.inode() instanceof ShmemInode
                || file.inode() instanceof HugetlbInode
                || (file.flags() & OpenFile.O_LARGEFILE) != 0;
    }

    private static long writeAt(OpenFile file, long offset, byte value, long count) {
        if (!file.writable()) {
            throw new SysError("EBADF");
        }
        return switch (file.inode()) {
            case ShmemInode inode -> count == 0 ? 0 : inode.write(offset, value, count);
            case HugetlbInode huge -> throw new SysError("EINVAL");
            case PlainInode plain -> {
                if (file.owner() != null) {
                    throw new SysError("EINVAL");
                }
                yield count;
            }
        };
    }

    /** read(2): how many bytes there were. */
    public long read(int number, long count) {
        OpenFile file = open(number);
        if (!file.readable()) {
            throw new SysError("EBADF");
        }
        Inode inode = file.inode();
        if (!inode.regular()) {
            throw new SysError("EINVAL");
        }
        long got = Math.max(0, Math.min(count, inode.size() - file.position()));
        file.setPosition(file.position() + got);
        return got;
    }

    /** ftruncate(2). */
    public void ftruncate(int number, long size) {
        OpenFile file = open(number);
        if (size < 0 || !file.inode().regular() || !file.writable()) {
            throw new SysError("EINVAL");
        }
        switch (file.inode()) {
            case ShmemInode inode -> inode.truncate(size);
            case HugetlbInode huge -> huge.truncate(size);
            case PlainInode plain -> throw new SysError("EINVAL");
        }
    }

    /** fallocate(2). */
    public void fallocate(int number, int mode, long offset, long length) {
        OpenFile file = open(number);
        if (offset < 0 || length <= 0) {
            throw new SysError("EINVAL");
        }
        boolean punchAlone = (mode & 2) != 0 && (mode & 1) == 0;
        if ((mode & ~0x7f) != 0 || punchAlone) {
            throw new SysError("EOPNOTSUPP");
        }
        if (!file.writable()) {
            throw new SysError("EBADF");
        }
        if (offset + length < 0) {
            throw new SysError("EFBIG");
        }
        switch (file.inode()) {
            case ShmemInode inode -> inode.allocate(mode, offset, length);
            case HugetlbInode huge -> throw new SysError("ENOMEM");
            case PlainInode plain -> throw new SysError(file.seek() == OpenFile.Seek.NONE ? "ESPIPE" : "ENODEV");
        }
    }

    /** lseek(2) from the start. */
    public void seek(int number, long offset) {
        descriptors.get(number).seekTo(offset);
    }

    /** fcntl(F_ADD_SEALS). */
    public void addSeals(int number, int seals) {
        OpenFile file = open(number);
        if (!(file.inode() instanceof Sealable sealable)) {
            throw new SysError("EINVAL");
        }
        if (!file.writable()) {
            throw new SysError("EPERM");
        }
        sealable.addSeals(seals);
    }

    /** Maps the file shared and writable, and stores one byte. */
    public void mapAndStore(int number, long offset, byte value) {
        if (mappable(open(number)).inode() instanceof ShmemInode inode) {
            inode.store(offset, value);
        }
    }

    /** The file, which can be mapped shared and writable. EACCES, EPERM, ENOMEM, ENODEV. */
    static OpenFile mappable(OpenFile file) {
        switch (file.inode()) {
            case ShmemInode inode -> {
                if (!file.writable()) {
                    throw new SysError("EACCES");
                }
                inode.requireMappable();
            }
            case HugetlbInode huge -> throw new SysError("ENOMEM");
            case PlainInode plain -> throw new SysError("ENODEV");
        }
        return file;
    }
}
