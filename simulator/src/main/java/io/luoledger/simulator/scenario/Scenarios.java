package io.luoledger.simulator.scenario;

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
}
