package io.luoledger.simulator.script;

import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.Fnv;
import io.luoledger.simulator.file.Inode;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.kernel.Command;
import io.luoledger.simulator.kernel.UserArg;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one script's section of one stage in a process(). Variables live as long as the section. */
final class Section {
    /** What a call gives that doesn't return. */
    static final String BLOCKED = "BLOCKED";

    private static final String NOT_TRIED = "SCRIPT";
    private static final int UNBOUND = -1;
    private static final int MAX_NAME_BYTES = 64;
    private static final long NANOS_PER_MICRO = 1000;

    private final String script;
    private final Seat seat;
    private final Map<String, Integer> variables = new HashMap<>();
    private final DeviceOps devices;
    private int anonymous;
    private boolean lastWentWell = true;

    Section(String script, Seat seat) {
        this.script = script;
        this.seat = seat;
        this.devices = new DeviceOps(script, seat, new DeviceOps.Variables() {
            @Override
            public int bound(String name) {
                return Section.this.bound(name);
            }

            @Override
            public void bind(String name, int number) {
                variables.put(name, number);
            }

            @Override
            public long value(Op op, String text) {
                return word(op, text);
            }
        });
    }

    /** An op that couldn't be tried: no call was made. */
    private static final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final @Nullable String mkfd;

        Skipped(@Nullable String mkfd) {
            super(mkfd, null, false, false);
            this.mkfd = mkfd;
        }
    }

    /** What an op that succeeded has to tell. */
    private static final class Answer {
        private @Nullable String name;
        private final Map<String, Object> out = LinkedHashMap.newLinkedHashMap(2);
    }

    /** Runs them all, as long as the machine runs. */
    List<OpResult> run(List<Op> ops) {
        List<OpResult> results = new ArrayList<>();
        for (Op op : ops) {
            if (!seat.running()) {
                return results;
            }
            results.add(run(op));
        }
        end();
        return results;
    }

    /** The section is over: the next one finds the descriptor limit lifted and the device open. */
    void end() {
        if (seat.running()) {
            process().descriptors().leaveFree(-1);
            seat.openDevice();
        }
    }

    private UserProcess process() {
        return seat.process();
    }

    private FdMaker maker() {
        return new FdMaker(process());
    }

    OpResult run(Op op) {
        if (!op.name().equals(Language.OTHERWISE)) {
            OpResult result = make(op, op);
            lastWentWell = "OK".equals(result.result());
            return result;
        }
        return lastWentWell ? new OpResult(op, NOT_TRIED, null, Map.of()) : make(op, Language.otherwise(op));
    }

    /**
     * @param told the op as the script has it
     */
    private OpResult make(Op told, Op op) {
        Answer answer = new Answer();
        try {
            perform(op, answer);
            return new OpResult(told, "OK", answer.name, answer.out);
        } catch (SysError refused) {
            return new OpResult(told, refused.errnoName(), null, Map.of());
        } catch (Blocked waits) {
            return new OpResult(told, BLOCKED, null, Map.of());
        } catch (Skipped skipped) {
            Map<String, Object> out = skipped.mkfd == null ? Map.of() : Map.of("mkfd", skipped.mkfd);
            return new OpResult(told, NOT_TRIED, null, out);
        } catch (KernelDeath death) {
            seat.died(told);
            return new OpResult(told, null, null, Map.of());
        }
    }

    private void perform(Op op, Answer answer) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "create" ->
                bindOptional(args, 1, answer, process().createSession(seat.device(), name(args.getFirst())));
            case "retrieve_session" ->
                bindOptional(args, 1, answer, process().retrieveSession(seat.device(), name(args.getFirst())));
            case "preserve" -> preserve(op);
            case "retrieve" -> {
                int number = process().retrieve(handle(args.getFirst()), number(op, 1));
                bindOptional(args, 2, answer, number);
                answer.out.put("cloexec", process().descriptors().closeOnExec(number));
            }
            case "retrieve_with" ->
                bindOptional(
                        args,
                        3,
                        answer,
                        process().retrieveWith(handle(args.getFirst()), number(op, 1), bound(args.get(2))));
            case "retrieve_into" ->
                bindOptional(
                        args,
                        3,
                        answer,
                        process().retrieveInto(handle(args.getFirst()), number(op, 1), bound(args.get(2))));
            case "finish" -> reserved(op, Command.FINISH);
            case "freeze" -> reserved(op, Command.FREEZE);
            case "unfreeze" -> reserved(op, Command.UNFREEZE);
            case "get_name" -> {
                UserArg arg = reserved(op, Command.GET_NAME);
                String name = new String(arg.name(), StandardCharsets.ISO_8859_1);
                answer.name = name.substring(0, Math.max(0, name.indexOf('\0')));
            }
            case "close", "closefd" -> close(args.getFirst());
            case "dup" -> variables.put(args.get(1), process().descriptors().dup(bound(args.getFirst())));
            case "opendev" -> openDevice();
            case "closedev" -> closeDevice();
            case "mkfd" -> makeFd(args);
            case "ioctl" -> RawIoctl.of(script, op, this::word).call(process(), target(args.getFirst()));
            case "rlimit_free" -> process().descriptors().leaveFree((int) number(op, 0));
            case "reboot" -> seat.kexec();
            case "crash" -> crash();
            case "power_loss" -> seat.losePower();
            case Language.FAULT -> fault(op);
            case Language.MEANWHILE -> meanwhile(op);
            case "leave_pages" -> process().kernel().kho().memory().leave(count(op, 0));
            case "wait" -> process().kernel().clock().advance(count(op, 0) * NANOS_PER_MICRO);
            case "meminfo" ->
                answer.out.put("used_pages", process().kernel().kho().memory().usedPages());
            case "exists" -> exists(args.getFirst());
            case "poison" -> process().kernel().poison(count(op, 0));
            case "poisoned" -> answer.out.put("pages", process().kernel().poisoned());
            case "pstore_write" -> process().kernel().storeCrash(count(op, 0));
            case "pstore_read" -> answer.out.put("bytes", process().kernel().storedCrash());
            case "first_opener" -> seat.userSpace().firstOpener(args.getFirst());
            case "initrd" -> seat.userSpace().addToInitrd(args.getFirst());
            case "reboot_nokernel" -> process().kernel().kexecUnloaded();
            default -> {
                if (!devices.perform(op, answer.out)) {
                    onFile(op, answer);
                }
            }
        }
    }

    private void onFile(Op op, Answer answer) {
        List<String> args = op.arguments();
        int number = bound(args.getFirst());
        switch (op.name()) {
            case "write" -> answer.out.put("n", process().write(number, (byte) 'w', number(op, 1)));
            case "pwrite" -> answer.out.put("n", process().pwrite(number, number(op, 1), (byte) 'p', number(op, 2)));
            case "read" -> answer.out.put("n", process().read(number, number(op, 1)));
            case "ftruncate" -> process().ftruncate(number, number(op, 1));
            case "fallocate" -> process().fallocate(number, (int) number(op, 1), number(op, 2), number(op, 3));
            case "seek" -> process().seek(number, number(op, 1));
            case "seal" -> process().addSeals(number, (int) number(op, 1));
            case "mmapw" -> process().mapAndStore(number, number(op, 1), (byte) 'm');
            case "stat" -> stat(process().descriptors().get(number), answer);
            case "bytes" -> bytes(process().descriptors().get(number), number(op, 1), (int) number(op, 2), answer);
            case "same" ->
                answer.out.put(
                        "same_inode",
                        process().descriptors().get(number).inode()
                                == process()
                                        .descriptors()
                                        .get(bound(args.get(1)))
                                        .inode());
            case "linkname" ->
                answer.out.put("link", process().descriptors().get(number).name());
            default -> throw new IllegalStateException("an op without a meaning: " + op.name());
        }
    }

    private long number(Op op, int index) {
        return Language.number(script, op, op.arguments().get(index));
    }

    private long count(Op op, int index) {
        return Language.count(script, op, op.arguments().get(index));
    }

    /** The descriptor of a handle that an ioctl is made on: -1 when there is none, and the call is made all the same. */
    private int handle(String variable) {
        return variables.getOrDefault(variable, UNBOUND);
    }

    /** The descriptor of a variable that must be bound, even if to nothing that is open. */
    private int bound(String variable) {
        Integer number = variables.get(variable);
        if (number == null) {
            throw new Skipped(null);
        }
        return number;
    }

    private int target(String target) {
        return target.equals("DEV") ? seat.device() : handle(target);
    }

    /** A word of an ioctl's argument: a variable's descriptor, or a number. */
    private long word(Op op, String text) {
        Integer number = variables.get(text);
        return number != null ? number : Language.number(script, op, text);
    }

    private void bindOptional(List<String> args, int index, Answer answer, int number) {
        answer.out.put("fd_ok", true);
        if (args.size() > index) {
            variables.put(args.get(index), number);
        }
    }

    /** A name of the language: {@code %XX} is a byte; what is longer than the field is cut. */
    static byte[] name(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%' && i + 2 < raw.length && hex(raw[i + 1]) && hex(raw[i + 2])) {
                bytes.write(HexFormat.fromHexDigits(new String(raw, i + 1, 2, StandardCharsets.US_ASCII)));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        byte[] name = bytes.toByteArray();
        return name.length > MAX_NAME_BYTES ? java.util.Arrays.copyOf(name, MAX_NAME_BYTES) : name;
    }

    private static boolean hex(byte c) {
        return HexFormat.isHexDigit(c);
    }

    private void preserve(Op op) {
        String what = op.arguments().get(1);
        Integer number = variables.get(what);
        int file = number != null ? number : anonymous(what);
        int session = handle(op.arguments().getFirst());
        if (op.arguments().size() > 3) {
            process().preserve(session, file, number(op, 2), number(op, 3));
        } else {
            process().preserve(session, file, number(op, 2));
        }
    }

    private int anonymous(String kind) {
        try {
            return maker().make(kind, "anon" + anonymous++, this::handle, seat.device());
        } catch (SysError refused) {
            throw new Skipped(refused.errnoName());
        }
    }

    private void makeFd(List<String> args) {
        String variable = args.getFirst();
        int number = maker().make(args.get(1), variable, this::handle, seat.device());
        variables.put(variable, number);
    }

    private UserArg reserved(Op op, Command command) {
        UserArg arg = UserArg.of(command.size());
        if (op.arguments().size() > 1) {
            arg.word1(number(op, 1));
        }
        process().ioctl(handle(op.arguments().getFirst()), command.word(), arg);
        return arg;
    }

    private void close(String variable) {
        int number = handle(variable);
        if (number < 0) {
            throw new Skipped(null);
        }
        variables.put(variable, UNBOUND);
        process().close(number);
    }

    private void openDevice() {
        int number = process().openLiveUpdate();
        if (seat.device() == Seat.CLOSED) {
            seat.device(number);
        } else {
            process().close(number);
        }
    }

    private void exists(String path) {
        if (!path.equals("/dev/liveupdate") || !process().kernel().hasLiveUpdate()) {
            throw new SysError("ENOENT");
        }
    }

    private void closeDevice() {
        process().close(seat.device());
        seat.device(Seat.CLOSED);
    }

    private void crash() {
        variables.clear();
        seat.crash();
    }

    private void fault(Op op) {
        List<String> args = op.arguments();
        process()
                .kernel()
                .faults()
                .arm(Language.point(script, op), Language.errno(script, op), args.size() > 2 ? count(op, 2) : 0);
    }

    private void meanwhile(Op op) {
        Op other = Language.otherwise(Language.otherwise(op));
        process().kernel().meanwhile().arm(Language.moment(script, op), () -> make(other, other));
    }

    private static void stat(OpenFile file, Answer answer) {
        Inode inode = file.inode();
        answer.out.put("size", inode.size());
        answer.out.put("pos", file.pathOnly() || file.seek() == OpenFile.Seek.NONE ? -1 : file.position());
        answer.out.put("seals", FdMaker.seals(file));
        answer.out.put("nlink", inode.links());
        answer.out.put("flags", "0" + Integer.toOctalString(file.flags()));
        answer.out.put("fnv", String.format("%016x", fingerprint(file)));
    }

    private static long fingerprint(OpenFile file) {
        if (!file.inode().regular() || (!file.readable() && !file.pathOnly())) {
            return 0;
        }
        if (file.pathOnly()) {
            return Fnv.BASIS;
        }
        return file.inode() instanceof ShmemInode shmem
                ? shmem.fnv()
                : Fnv.zeroes(Fnv.BASIS, file.inode().size());
    }

    private static void bytes(OpenFile file, long from, int count, Answer answer) {
        byte[] got = file.inode() instanceof ShmemInode shmem ? shmem.bytes(from, count) : new byte[0];
        answer.out.put("n", got.length);
        answer.out.put("hex", HexFormat.of().formatHex(got));
    }
}
