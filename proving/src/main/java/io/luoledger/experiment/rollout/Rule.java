package io.luoledger.experiment.rollout;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which roll-outs are allowed.
 *
 * @param id its name in the tables
 * @param says what it is
 * @param parts all of which a roll-out keeps
 * @param steps the stages that a kernel may be at; empty: all of the scheme
 * @param lead how many releases ahead its parts ask for
 * @param like the rule from which it differs in a part; null: it stands for itself
 */
public record Rule(
        String id,
        Scheme scheme,
        String says,
        Set<Part> parts,
        List<Stage> steps,
        int lead,
        @Nullable String like) {
    public Rule {
        parts = Set.copyOf(parts);
        steps = steps.isEmpty() ? scheme.stages() : List.copyOf(steps);
    }

    Rule like(String other) {
        return new Rule(id, scheme, says, parts, steps, lead, other);
    }

    /** The same with another lead. */
    public Rule lead(int releases) {
        return new Rule(id, scheme, says, parts, steps, releases, like);
    }

    Rule steps(Stage... of) {
        return new Rule(id, scheme, says, parts, List.of(of), lead, like);
    }

    /** The parts in a fixed order. */
    public List<Part> inOrder() {
        return EnumSet.allOf(Part.class).stream().filter(parts::contains).toList();
    }

    boolean carriesOn() {
        return parts.contains(Part.WRITES_ON);
    }

    boolean everyRelease() {
        return parts.contains(Part.EVERY_RELEASE);
    }

    /** Where a feature may be next that was at these stages. */
    List<Stage> next(List<Stage> before) {
        return steps.stream()
                .filter(stage -> parts.stream().allMatch(part -> part.allows(before, stage, lead)))
                .toList();
    }
}
