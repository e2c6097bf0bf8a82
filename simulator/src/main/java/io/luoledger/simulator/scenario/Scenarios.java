package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
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
     * A host's life that nothing disturbs, as hosts of a fleet have it; another one for each seed.
     *
     * @param kernel that all its boots run; it has devices where that one preserves them
     */
    public static Scenario life(long seed, String kernel, int updates) {
        Dice dice = Dice.of(seed, 0);
        KernelProfile profile = KernelProfiles.find(kernel).orElseThrow();
        boolean devices = profile.preservesDevices();
        return new Scenario(
                devices ? "device-life" : "vm-life",
                "a host over some updates, everything retrieved and finished",
                List.of(),
                devices
                        ? new DeviceHost(dice, List.of(profile)).life(updates, dice.pick(DeviceHost.MACHINES))
                        : VmHost.life(dice, updates));
    }
}
