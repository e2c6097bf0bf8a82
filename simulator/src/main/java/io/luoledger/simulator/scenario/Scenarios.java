package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scenarios. */
public final class Scenarios {
    private static final List<Scenario> ALL = new ArrayList<>();

    static {
        ALL.addAll(Selftests.all());
        ALL.addAll(VfioSelftests.all());
        ALL.addAll(HostStories.all());
        ALL.addAll(DeviceStories.all());
        ALL.addAll(CapturedScenarios.all());
    }

    private Scenarios() {}

    public static List<Scenario> all() {
        return List.copyOf(ALL);
    }

    public static Optional<Scenario> find(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    /**
     * One update of a machine that is described: each of some devices has a session, is preserved, and retrieved.
     *
     * @param plan the machine's description, see {@link io.luoledger.simulator.pci.PciPlan}
     * @param happens ops between the preserve and the kexec
     * @param paths to the devices
     */
    public static Scenario described(
            String name,
            String about,
            List<String> kernels,
            List<String> plan,
            List<String> happens,
            List<String> paths) {
        return new Scenario(name, about, kernels, DeviceStories.described(plan, happens, paths));
    }

    /**
     * A host's life that nothing disturbs, as hosts of a fleet have it; another one for each seed. It has devices where its
     * kernel preserves them.
     *
     * @param kernel of all its boots
     */
    public static Scenario life(long seed, KernelProfile kernel, int updates) {
        Dice dice = Dice.of(seed, 0);
        boolean devices = kernel.preservesDevices();
        return new Scenario(
                devices ? "device-life" : "vm-life",
                "a host over some updates, everything retrieved and finished",
                List.of(),
                devices
                        ? new DeviceHost(dice, List.of(kernel)).life(updates, dice.pick(DeviceHost.MACHINES))
                        : VmHost.life(dice, updates));
    }
}
