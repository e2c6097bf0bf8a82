package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Topologies as chance has it, each with something preserved and a target for what is to happen. */
final class TopologyGenerator {
    private static final int MAX_TRIES = 10_000;
    private static final int MAX_DEPTH = 2;
    private static final int MAX_PRESERVED = 3;
    private static final int MOST_VIRTUAL = 8;
    private static final String NIC = "nic";
    private static final String NVME = "nvme";
    private static final String NET = "virtio-net";
    private static final String NIC_PORT = "nic-port";
    private static final String ROOT_PORT = "root-port";
    private static final String DOWNSTREAM = "switch-down";
    private static final int SECOND_DEVICE = 8;

    private final Dice dice;
    private final boolean virtual;
    private int left;

    private TopologyGenerator(Dice dice, boolean virtual) {
        this.dice = dice;
        this.virtual = virtual;
    }

    /**
     * The first topology of a sequence to which something can happen.
     *
     * @param virtual whether virtual functions are what is preserved
     */
    static Topology next(Dice dice, Perturbation perturbation, boolean virtual) {
        TopologyGenerator generator = new TopologyGenerator(dice, virtual);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<Topology> fitting = generator.any().flatMap(any -> generator.aimed(any, perturbation.aim()));
            if (fitting.isPresent()) {
                return fitting.get();
            }
        }
        throw new IllegalStateException(perturbation.word() + " can't happen to any of " + MAX_TRIES + " topologies");
    }

    private Optional<Topology> aimed(Topology any, Aim aim) {
        Topology adding = any.adding(added(aim));
        if (!aim.targeted()) {
            return aim.fits(adding) ? Optional.of(adding) : Optional.empty();
        }
        List<Spot> targets = aim.targets(adding);
        return targets.isEmpty()
                ? Optional.empty()
                : Optional.of(adding.edited(dice.pick(targets).number(), part -> Optional.of(part.with(Mark.TARGET))));
    }

    private List<Part> added(Aim aim) {
        return switch (aim) {
            case EMPTY_SLOT -> List.of(Part.of(0, dice.percent(50) ? NET : NVME));
            case ROOMY_SLOT, FULL_SLOT -> List.of(dice.percent(50) ? conventional() : plainSwitch(1 + dice.below(2)));
            default -> List.of();
        };
    }

    private static Part conventional() {
        return Part.of(0, "pcie-to-pci", Part.of(SECOND_DEVICE, "test-device"));
    }

    private static Part plainSwitch(int ports) {
        List<Part> down = new ArrayList<>();
        for (int port = 0; port < ports; port++) {
            down.add(Part.of(port << 3, DOWNSTREAM, Part.of(0, NET)));
        }
        return Part.of(0, "switch-up").withBelow(down);
    }

    /** Nothing where chance left nothing to preserve. */
    private Optional<Topology> any() {
        List<Root> roots = new ArrayList<>();
        switch (dice.below(4)) {
            case 0, 1 -> roots.add(root(0, 0, 0xff));
            case 2 -> {
                roots.add(root(0, 0, 0x7f));
                roots.add(root(0, 0x80, 0xff));
            }
            default -> {
                roots.add(root(0, 0, 0xff));
                roots.add(root(1, 0, 0xff));
            }
        }
        Topology topology = new Topology(roots, List.of());
        if (dice.percent(30)) {
            topology = unnumbered(topology);
        }
        return preserved(topology);
    }

    /** Half of its numbers at most are taken when it starts: firmware may leave more room another time. */
    private Root root(int segment, int first, int last) {
        left = (last - first) / 2;
        List<Part> parts = new ArrayList<>();
        int slots = 1 + dice.below(5);
        for (int slot = 1; slot <= slots; slot++) {
            parts.add(
                    dice.percent(85)
                            ? port(slot << 3, ROOT_PORT, 0)
                            : Part.of(slot << 3, dice.percent(50) ? NET : "edu"));
        }
        if (dice.percent(30)) {
            int controllers = 1 + dice.below(2);
            for (int number = 0; number < controllers; number++) {
                parts.add(controller((slots + 1 + number) << 3));
            }
        }
        return new Root(segment, first, last, parts);
    }

    /** A function with a segment of its own. */
    private Part controller(int devfn) {
        int before = left;
        left = 0x1f / 2;
        List<Part> parts = new ArrayList<>();
        int ports = 1 + dice.below(2);
        for (int port = 0; port < ports; port++) {
            parts.add(port(port << 3, ROOT_PORT, MAX_DEPTH));
        }
        left = before;
        return Part.of(devfn, "vmd").behind(new Root(null, 0, 0x1f, parts));
    }

    private Part port(int devfn, String kind, int depth) {
        left--;
        int spare = dice.percent(30) ? Math.min(1 + dice.below(4), Math.max(0, left)) : 0;
        left -= spare;
        Part port = Part.of(devfn, kind).withSpare(spare);
        int content = dice.below(100);
        if (content < 20) {
            return port;
        }
        if (content < 45) {
            return port.withBelow(List.of(Part.of(0, dice.percent(60) ? NET : NVME)));
        }
        if (content < 55) {
            return port.withBelow(List.of(Part.of(0, NIC_PORT), Part.of(1, NIC_PORT)));
        }
        if (content < 63 && kind.equals(ROOT_PORT)) {
            return port.withBelow(List.of(Part.of(0, NVME), Part.of(SECOND_DEVICE, NVME)));
        }
        if (content < 73) {
            return adapter(port);
        }
        if (content < 85 || depth >= MAX_DEPTH || left < 8) {
            left--;
            return content < 85 ? port.withBelow(List.of(conventional())) : port.withBelow(List.of(Part.of(0, NET)));
        }
        return port.withBelow(List.of(bigSwitch(depth)));
    }

    /** Its virtual functions need a number of their own where the port doesn't forward beyond function 7. */
    private Part adapter(Part port) {
        boolean many = dice.percent(50);
        Part card = many
                ? Part.of(0, NIC).withVirtualFunctions(1 + dice.below(MOST_VIRTUAL))
                : Part.of(0, NVME).withVirtualFunctions(1 + dice.below(2));
        left--;
        return port.withSpare(Math.max(1, port.spare())).withBelow(List.of(card));
    }

    private Part bigSwitch(int depth) {
        left--;
        List<Part> down = new ArrayList<>();
        int ports = 1 + dice.below(3);
        for (int port = 0; port < ports; port++) {
            down.add(port(port << 3, DOWNSTREAM, depth + 1));
        }
        return Part.of(0, "switch-up").withBelow(down);
    }

    private Topology unnumbered(Topology topology) {
        List<Spot> bridges =
                topology.spots().stream().filter(spot -> spot.part().bridge()).toList();
        return bridges.isEmpty()
                ? topology
                : topology.edited(dice.pick(bridges).number(), part -> Optional.of(part.with(Mark.UNNUMBERED)));
    }

    private Optional<Topology> preserved(Topology topology) {
        List<Spot> able = new ArrayList<>(topology.spots().stream()
                .filter(spot -> virtual
                        ? spot.part().virtualFunctions() > 0
                        : spot.part().assignable())
                .toList());
        if (able.isEmpty()) {
            return Optional.empty();
        }
        Mark mark = virtual ? Mark.VIRTUAL_PRESERVED : Mark.PRESERVED;
        Topology marked = topology;
        int wanted = Math.min(able.size(), 1 + dice.below(MAX_PRESERVED));
        for (int count = 0; count < wanted; count++) {
            int number = able.remove(dice.below(able.size())).number();
            marked = marked.edited(number, part -> Optional.of(part.with(mark)));
        }
        return Optional.of(marked);
    }
}
