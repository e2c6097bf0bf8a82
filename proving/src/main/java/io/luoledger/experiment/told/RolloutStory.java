package io.luoledger.experiment.told;

import io.luoledger.experiment.rollout.Order;
import io.luoledger.experiment.rollout.Property;
import io.luoledger.experiment.rollout.Scheme;
import io.luoledger.experiment.rollout.Stage;
import io.luoledger.simulator.scenario.Scenario;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a refused hop of a roll-out is on simulated kernels. They read one string each, and know neither feature flags nor versioned
 * subtrees: of other orders they can't tell.
 */
public final class RolloutStory {
    private static final String OLD = "7.3";
    /** The strings that a feature may be a version of: a handler's, LUO's, the KHO root's. */
    private static final List<String> BUMPS = List.of("memfd-bump", "luo-bump", "kho-bump");

    private static final String HOP = """
            %1
            mkfd m memfd:4096
            create vm out
            preserve out m 1
            %2
            retrieve_session vm in
            retrieve in 1 m
            finish in
            """;

    private RolloutStory() {}

    /** One scenario for each string that the order may be of; none where no simulated kernels are like its kernels. */
    public static List<Scenario> of(Order order) {
        boolean hop = order.rule().scheme() == Scheme.STRINGS
                && order.property() == Property.TAKEN
                && order.hopCount() == 1
                && order.features() == 1;
        List<Stage> run = order.path().stream()
                .map(place -> order.train().get(place).stages().getFirst())
                .toList();
        return hop && run.stream().allMatch(stage -> stage == Stage.UNKNOWN || stage == Stage.ONLY)
                ? BUMPS.stream().map(bump -> story(run, bump)).toList()
                : List.of();
    }

    private static Scenario story(List<Stage> run, String bump) {
        Stream<String> kernels = run.stream().map(stage -> stage == Stage.UNKNOWN ? OLD : OLD + "+" + bump);
        return new Scenario("rollout", "a refused hop", kernels.toList(), HOP);
    }
}
