package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    NOT_RETRIEVED("a file is never retrieved", Where.DROP_RETRIEVE, ""),
    NOT_FINISHED("a session is never finished", Where.DROP_FINISH, ""),
    LATE("everything after the boot comes a minute late", Where.AT_THE_START, "wait 60000000"),
    ABI_KHO("the next kernel has another KHO root string", Where.KERNEL, "kho-bump"),
    ABI_LUO("the next kernel has another LUO string", Where.KERNEL, "luo-bump"),
    ABI_HANDLER("the next kernel has another handler string", Where.KERNEL, "memfd-bump"),
    ABI_SILENT("the next kernel has another layout under the same strings", Where.KERNEL, "memfd-swapped"),
    ABI_TOKEN("the next kernel reads tokens as addresses under the same strings", Where.KERNEL, "file-swapped"),
    NO_HANDLER("the next kernel is built without the memfd handler", Where.KERNEL, "no-memfd"),
    NO_LIVE_UPDATE("the next kernel is built without live update", Where.KERNEL, "no-liveupdate");

    /** What it does to a script. */
    private enum Where {
        ANYWHERE,
        AT_THE_START,
        AT_THE_END,
        BEFORE_PRESERVE,
        BEFORE_RETRIEVE,
        DROP_RETRIEVE,
        DROP_FINISH,
        KERNEL
    }

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
        Map<Integer, List<Op>> stages = new TreeMap<>(script.stages());
        int stage = 1 + dice.below(script.lastStage());
        List<Op> ops = new ArrayList<>(stages.getOrDefault(stage, List.of()));
        change(ops, dice);
        stages.put(stage, ops);
        return new OpScript(script.name(), script.machine(), stages);
    }

    private void change(List<Op> ops, Dice dice) {
        switch (where) {
            case ANYWHERE -> ops.add(dice.below(ops.size() + 1), op());
            case AT_THE_START -> ops.addFirst(op());
            case AT_THE_END -> ops.add(op());
            case BEFORE_PRESERVE -> before(ops, "preserve", dice);
            case BEFORE_RETRIEVE -> before(ops, "retrieve", dice);
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

    private Op op() {
        List<String> words = List.of(what.split(" "));
        return new Op(words.getFirst(), words.subList(1, words.size()), 0);
    }

    private void before(List<Op> ops, String name, Dice dice) {
        List<Integer> places = places(ops, name);
        if (!places.isEmpty()) {
            ops.add(dice.pick(places), op());
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
