package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The menu of what can go wrong with a host. Each changes a host's script, or the kernels that it boots. */
public enum Fault {
    AGENT_CRASH("the agent dies at some call, and goes on after a restart", Where.ANYWHERE, "crash"),
    POWER_LOSS("the host loses power at some call and boots cold", Where.ANYWHERE, "power_loss"),
    DOUBLE_AGENT("a second agent opens the device", Where.ANYWHERE, "opendev"),
    PRESERVE_ERROR("a handler refuses to preserve", Where.BEFORE_PRESERVE, "fault preserve ENOMEM"),
    FLB_ERROR("an FLB refuses to be preserved", Where.BEFORE_PRESERVE, "fault flb_preserve ENOMEM"),
    MEMORY_EXHAUSTION("no memory is left", Where.BEFORE_PRESERVE, "leave_pages 1"),
    FREEZE_ERROR("a file refuses to freeze: the first reboot is rolled back", Where.AT_THE_END, "fault freeze EIO"),
    RETRIEVE_ERROR("a file can't be retrieved, once and for all", Where.BEFORE_RETRIEVE, "fault retrieve EIO"),
    RETRIEVE_RETRYABLE(
            "a file can't be retrieved at first, and may be tried again where there is such a thing",
            Where.BEFORE_RETRIEVE,
            "fault retrieve_retryable ENOMEM"),
    NOT_RETRIEVED("a file is never retrieved", Where.DROP_RETRIEVE, ""),
    NOT_FINISHED("a session is never finished", Where.DROP_FINISH, ""),
    LATE("everything after the boot comes a minute late", Where.AT_THE_START, "wait 60000000"),
    ABI_KHO("the next kernel has another KHO root string", Where.KERNEL, "kho-bump"),
    ABI_LUO("the next kernel has another LUO string", Where.KERNEL, "luo-bump"),
    ABI_HANDLER("the next kernel has another handler string", Where.KERNEL, "memfd-bump"),
    ABI_SILENT("the next kernel has another layout under the same strings", Where.KERNEL, "memfd-swapped"),
    ABI_TOKEN("the next kernel reads tokens as addresses under the same strings", Where.KERNEL, "file-swapped"),
    DEVICE_LOST("a device is gone after the kexec", Where.AT_THE_KEXEC, "lose {device}"),
    DEVICE_REPLACED("another device sits where one was", Where.AT_THE_KEXEC, "replace {device} test-device"),
    DEVICE_MOVED("a device was put into another slot during the kexec", Where.AT_THE_KEXEC, "move {device}"),
    DEVICE_HOT_ADDED("a device is plugged in before the kexec", Where.AT_THE_START, "hot_add virtio-net"),
    BRIDGE_HOT_ADDED("a bridge is plugged in before the kexec", Where.AT_THE_START, "hot_add pcie-to-pci"),
    BRIDGE_LOST("the bridge above a device forgets its bus numbers", Where.AT_THE_KEXEC, "bridge_lost {device}"),
    BRIDGE_RESET("the bridge above a device is reset, and all below it", Where.AT_THE_KEXEC, "bridge_reset {device}"),
    BUSES_RENUMBERED("the next kernel numbers buses anew", Where.KERNEL, "assign-busses"),
    VIRTUAL_RENUMBERED("the next kernel numbers virtual functions without ARI", Where.KERNEL, "noari"),
    SEGMENTS_RENUMBERED("hierarchies are found in another order", Where.AT_THE_KEXEC, "probe_order"),
    WRONG_RESET("somebody resets a device at the wrong time", Where.ANYWHERE, "sysfs_reset {device}"),
    DRIVER_STEALS(
            "another driver takes a device before its file is retrieved", Where.BEFORE_RETRIEVE, "steal {device}"),
    DMA_STOPPED("somebody switches bus mastering off under a device", Where.AT_THE_KEXEC, "master_off {device}"),
    PAGES_POISONED(
            "pages get memory errors, of which the next kernel is told where there is a list",
            Where.AT_THE_KEXEC,
            "poison 3"),
    FEATURE_OPTIONAL("a kernel uses one more feature, which others needn't know", Where.KERNEL, "features-optional"),
    VERSION_OTHER("a kernel has other versions of LUO's subtree", Where.KERNEL, "versions-2"),
    SCRATCH_RENAMED("the boot line has the parameter's old name", Where.KERNEL, "kho_scratch"),
    HANDLER_LATE(
            "PID 1 opens the device first of all, before the module of a handler is loaded",
            Where.AT_THE_START,
            "first_opener systemd"),
    NO_HANDLER("the next kernel is built without the memfd handler", Where.KERNEL, "no-memfd"),
    NO_LIVE_UPDATE("the next kernel is built without live update", Where.KERNEL, "no-liveupdate");

    /** What it does to a script. */
    private enum Where {
        ANYWHERE,
        AT_THE_START,
        AT_THE_END,
        /** As the last thing before another kernel takes over. */
        AT_THE_KEXEC,
        BEFORE_PRESERVE,
        BEFORE_RETRIEVE,
        DROP_RETRIEVE,
        DROP_FINISH,
        KERNEL
    }

    /** In the calls: some device of the script. */
    private static final String DEVICE = "{device}";

    private static final Set<String> ABOUT_DEVICES =
            Set.of("hot_add", "probe_order", "assign-busses", "noari", "first_opener");

    private final String about;
    private final Where where;
    private final String what;

    Fault(String about, Where where, String what) {
        this.about = about;
        this.where = where;
        this.what = what;
    }

    /** A sentence. */
    public String about() {
        return about;
    }

    /** As the command line knows it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it can only happen to a host with PCI devices. */
    public boolean needsDevices() {
        return what.contains(DEVICE) || ABOUT_DEVICES.contains(what.split(" ", -1)[0]);
    }

    /** Whether it makes a next kernel that may read preserved state in another way. */
    boolean changesAbi() {
        return where == Where.KERNEL && !needsDevices();
    }

    public static Optional<Fault> find(String word) {
        for (Fault fault : values()) {
            if (fault.word().equals(word)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** The script with this fault in it, at a place that the dice choose. */
    OpScript into(OpScript script, Dice dice) {
        if (where == Where.KERNEL || script.stages().isEmpty()) {
            return script;
        }
        SortedMap<Integer, List<Op>> stages = new TreeMap<>(script.stages());
        int last = script.lastStage();
        int stage = 1 + dice.below(where == Where.AT_THE_KEXEC ? Math.max(1, last - 1) : last);
        List<Op> ops = new ArrayList<>(stages.getOrDefault(stage, List.of()));
        Op op = op(what);
        if (what.contains(DEVICE)) {
            List<String> devices = devices(stages.headMap(stage + 1).values());
            if (devices.isEmpty()) {
                // nothing it could happen to
                return script;
            }
            op = op(what.replace(DEVICE, "@" + dice.pick(devices)));
        }
        change(ops, op, dice);
        stages.put(stage, ops);
        return new OpScript(script.name(), script.machine(), stages);
    }

    /** The names of devices in these stages. */
    private static List<String> devices(Collection<List<Op>> stages) {
        return stages.stream()
                .flatMap(List::stream)
                .filter(op -> op.name().equals("label"))
                .map(op -> op.arguments().getFirst())
                .distinct()
                .toList();
    }

    private void change(List<Op> ops, Op op, Dice dice) {
        switch (where) {
            case ANYWHERE -> ops.add(dice.below(ops.size() + 1), op);
            case AT_THE_START -> ops.addFirst(op);
            case AT_THE_END, AT_THE_KEXEC -> ops.add(op);
            case BEFORE_PRESERVE -> before(ops, "preserve", op, dice);
            case BEFORE_RETRIEVE -> before(ops, "retrieve", op, dice);
            case DROP_RETRIEVE -> drop(ops, "retrieve", dice);
            case DROP_FINISH -> {
                drop(ops, "finish", dice);
                drop(ops, "close", dice);
            }
            case KERNEL -> {
                // the kernels change, not the calls
            }
        }
    }

    private static Op op(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return new Op(words.getFirst(), words.subList(1, words.size()), 0);
    }

    private static void before(List<Op> ops, String name, Op op, Dice dice) {
        List<Integer> places = places(ops, name);
        if (!places.isEmpty()) {
            ops.add(dice.pick(places), op);
        }
    }

    private static void drop(List<Op> ops, String name, Dice dice) {
        List<Integer> places = places(ops, name);
        if (!places.isEmpty()) {
            ops.remove((int) dice.pick(places));
        }
    }

    private static List<Integer> places(List<Op> ops, String name) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (ops.get(i).name().equals(name)) {
                places.add(i);
            }
        }
        return places;
    }

    /** The kernels with this fault in one of those that are booted into. */
    List<String> into(List<String> kernels, int stages, Dice dice) {
        if (where != Where.KERNEL || stages < 2) {
            return kernels;
        }
        List<String> each = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            each.add(kernels.get(Math.min(stage, kernels.size() - 1)));
        }
        int unlucky = 1 + dice.below(stages - 1);
        each.set(unlucky, each.get(unlucky) + "+" + what);
        return each;
    }
}
