package io.luoledger.experiment.told;

import io.luoledger.experiment.rollout.Answer;
import io.luoledger.experiment.rollout.Bounds;
import io.luoledger.experiment.rollout.Order;
import io.luoledger.experiment.rollout.Property;
import io.luoledger.experiment.rollout.Rule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules of a roll-out keep, as one document. */
public record RolloutDocument(Bounds bounds, List<Kept> rules) {
    /**
     * What one rule keeps.
     *
     * @param like the rule that it differs from; null for one that stands by itself
     */
    public record Kept(
            String rule,
            String scheme,
            String says,
            @Nullable String like,
            List<String> parts,
            int lead,
            long orders,
            long states,
            int furthestHop,
            boolean hopsCut,
            boolean statesCut,
            List<Judged> properties) {
        static Kept of(Answer answer) {
            Rule rule = answer.rule();
            return new Kept(
                    rule.id(),
                    rule.scheme().name(),
                    rule.says(),
                    rule.like(),
                    rule.inOrder().stream().map(part -> part.says(rule.lead())).toList(),
                    rule.lead(),
                    answer.trains(),
                    answer.states(),
                    answer.furthest(),
                    answer.hopsCut(),
                    answer.statesCut(),
                    Arrays.stream(Property.values())
                            .map(property -> Judged.of(answer, property))
                            .toList());
        }
    }

    /**
     * A property under a rule.
     *
     * @param smallest order in which it is lost; null where none was found
     */
    public record Judged(
            String property,
            String says,
            boolean optionalData,
            String result,
            @Nullable Lost smallest) {
        static Judged of(Answer answer, Property property) {
            Order order = answer.lost().get(property);
            String result = order != null ? "LOST" : answer.isWhole() ? "KEPT" : "UNKNOWN";
            return new Judged(
                    property.name(),
                    property.says(),
                    property.isOfOptionalData(),
                    result,
                    order == null ? null : Lost.of(order));
        }
    }

    /** An order in which something is lost, and how. */
    public record Lost(
            int kernels,
            int hops,
            List<Order.Member> order,
            List<Order.Hop> way,
            List<String> why,
            List<ToldStory> told) {
        static Lost of(Order order) {
            return new Lost(
                    order.train().size(),
                    order.hopCount(),
                    order.members(),
                    order.hops(),
                    order.why(),
                    RolloutStory.of(order).stream().map(ToldStory::of).toList());
        }
    }

    public static RolloutDocument of(Bounds bounds, List<Answer> answers) {
        return new RolloutDocument(bounds, answers.stream().map(Kept::of).toList());
    }
}
