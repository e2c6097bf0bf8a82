package io.luoledger.cli;

import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.scenario.DeliveryFault;
import io.luoledger.simulator.scenario.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What every kind of simulation takes: kernels, faults and the seed. */
final class SimulationOptions {
    private static final String ALL = "all";

    @Option(
            names = "--kernels",
            paramLabel = "RELEASE",
            split = ",",
            description = "Kernels, one per boot; the last is used for all further boots"
                    + " (default: those that the scenario is about, else 7.3).")
    private List<String> kernels = List.of();

    @Option(names = "--faults", paramLabel = "FAULT", split = ",", description = "What may go wrong, or all.")
    private List<String> faults = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of everything that is left to chance (default: 1).")
    private long seed = 1;

    /** Throws {@link UsageException} when a kernel isn't known. */
    void requireKnownKernels() {
        for (String name : kernels()) {
            if (KernelProfiles.find(name).isEmpty()) {
                throw new UsageException("unknown kernel \"" + name + "\", expected one of "
                        + String.join(", ", KernelProfiles.names()) + ", or one of them with +"
                        + String.join(", +", KernelProfiles.variants().keySet()));
            }
        }
    }

    boolean namesKernels() {
        return !kernels.isEmpty();
    }

    /** Whether it was said which kernels or faults there are to be. */
    boolean limited() {
        return !kernels.isEmpty() || !faults.isEmpty();
    }

    List<String> kernels() {
        return kernels.isEmpty() ? List.of("7.3") : kernels;
    }

    long seed() {
        return seed;
    }

    /** What may happen to a host. Throws {@link UsageException} when a fault isn't known. */
    List<Fault> hostFaults() {
        requireKnownFaults();
        return faults.contains(ALL)
                ? List.of(Fault.values())
                : faults.stream().flatMap(word -> Fault.find(word).stream()).toList();
    }

    /** What may happen to events on their way. Throws {@link UsageException} when a fault isn't known. */
    List<DeliveryFault> deliveryFaults() {
        requireKnownFaults();
        return faults.stream()
                .flatMap(word -> DeliveryFault.find(word).stream())
                .toList();
    }

    private void requireKnownFaults() {
        for (String word : faults) {
            if (!word.equals(ALL)
                    && Fault.find(word).isEmpty()
                    && DeliveryFault.find(word).isEmpty()) {
                throw new UsageException("unknown fault \"" + word + "\", expected all or one of "
                        + Stream.concat(
                                        Arrays.stream(Fault.values()).map(Fault::word),
                                        Arrays.stream(DeliveryFault.values()).map(DeliveryFault::word))
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    /** The options that repeat a random run of this seed. */
    String repeating(long failedSeed) {
        return "--seed " + failedSeed + " --kernels " + String.join(",", kernels())
                + (faults.isEmpty() ? "" : " --faults " + String.join(",", faults));
    }
}
