package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Built;
import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.Scenarios;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a run again as calls of an agent on whole simulated kernels, so that there is a log of it. */
final class Retelling {
    private final Trial trial;
    private final Topology topology;
    private final Built built;

    private Retelling(Trial trial, Topology topology) {
        this.trial = trial;
        this.topology = topology;
        this.built = topology.build();
    }

    /** Nothing where no simulated kernel goes by the policy, or no op does what happens. */
    static Optional<Scenario> of(Trial trial, Topology topology) {
        return new Retelling(trial, topology).scenario();
    }

    private Optional<Scenario> scenario() {
        String kernel = trial.policy().kernel();
        List<String> happens = happens();
        boolean unnumbered =
                topology.spots().stream().anyMatch(spot -> spot.part().has(Mark.UNNUMBERED));
        if (kernel == null || happens == null || unnumbered) {
            return Optional.empty();
        }
        String name = trial.policy().word() + "-" + trial.perturbation().word();
        return Optional.of(Scenarios.described(
                name,
                trial.perturbation().about(),
                List.of(kernel + first(), kernel + next()),
                topology.plan(),
                happens,
                topology.spots().stream()
                        .filter(spot -> spot.part().has(Mark.PRESERVED))
                        .map(this::path)
                        .toList()));
    }

    private String path(Spot spot) {
        return built.platform().hardware().path(built.function(spot));
    }

    private String first() {
        return trial.perturbation() == Perturbation.BRIDGE_ADDED_NATIVE ? "+native-hotplug" : "";
    }

    private String next() {
        return switch (trial.perturbation()) {
            case ASSIGN_BUSSES -> "+assign-busses";
            case BUS_SIZE -> "+hpbussize=8";
            case ARI_OFF -> "+noari";
            default -> "";
        };
    }

    /** Ops before the kexec, or null where there is none for it. */
    private @Nullable List<String> happens() {
        String at = topology.target().map(spot -> " /" + path(spot)).orElse("");
        return switch (trial.perturbation()) {
            case NOTHING, ARI_OFF, ASSIGN_BUSSES, BUS_SIZE -> List.of();
            case DEVICE_ADDED, BRIDGE_ADDED_ROOM, BRIDGE_ADDED_ACPI, BRIDGE_ADDED_NATIVE -> plugged("hotplug", at);
            case BRIDGE_ADDED_UNSEEN -> plugged("plug", at);
            case NEIGHBOUR_REMOVED -> forDevice("unplug", at);
            case DEVICE_LOST -> forDevice("lose", at);
            case DEVICE_REPLACED -> replaced(at);
            case BRIDGE_LOST, OTHER_BRIDGE_LOST -> List.of("bridge_lost" + at);
            case BRIDGE_RESET -> List.of("bridge_reset" + at);
            case SEGMENT_ORDER -> List.of("probe_order");
            case FIRMWARE_RENUMBERS, VF_COUNT, RESCAN_AFTER_FINISH -> null;
        };
    }

    /** There is an op for a single part. */
    private @Nullable List<String> plugged(String op, String at) {
        boolean single =
                topology.added().size() == 1 && topology.added().getFirst().size() == 1;
        return single ? List.of(op + at + " " + topology.added().getFirst().name()) : null;
    }

    private @Nullable List<String> forDevice(String op, String at) {
        boolean alone = topology.target()
                .filter(spot -> spot.neighbours().size() == 1 || spot.above().isEmpty())
                .isPresent();
        return alone ? List.of(op + at) : null;
    }

    private List<String> replaced(String at) {
        boolean net = topology.target()
                .filter(spot -> spot.part().name().equals("virtio-net"))
                .isPresent();
        return List.of("replace" + at + (net ? " nvme" : " virtio-net"));
    }
}
