package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.BdfReport.Smallest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A smallest topology before and after, and all that it breaks.
 *
 * @param breaks invariants by policy
 */
public record Drawing(String perturbation, List<String> before, List<String> after, Map<String, List<String>> breaks) {
    private record Shown(String perturbation, List<String> before, List<String> after) {}

    /** Each drawing once, in the order of perturbations. */
    public static List<Drawing> of(BdfReport report) {
        Map<Integer, Map<Shown, Map<String, List<String>>>> ordered = new TreeMap<>();
        for (Smallest one : report.smallest()) {
            Perturbation perturbation = Perturbation.find(one.perturbation()).orElseThrow();
            ordered.computeIfAbsent(perturbation.number(), fresh -> new LinkedHashMap<>())
                    .computeIfAbsent(
                            new Shown(one.perturbation(), one.before(), one.after()), fresh -> new LinkedHashMap<>())
                    .computeIfAbsent(one.policy(), fresh -> new ArrayList<>())
                    .add(one.invariant());
        }
        List<Drawing> drawings = new ArrayList<>();
        ordered.values()
                .forEach(shown -> shown.forEach((what, breaks) ->
                        drawings.add(new Drawing(what.perturbation(), what.before(), what.after(), breaks))));
        return drawings;
    }

    /** "addressStable under a, b; pathNumbersStable under b". */
    public String sentence() {
        Map<String, List<String>> byInvariant = new LinkedHashMap<>();
        breaks.forEach((policy, invariants) -> invariants.forEach(invariant -> byInvariant
                .computeIfAbsent(invariant, fresh -> new ArrayList<>())
                .add(policy)));
        Map<String, List<String>> byPolicies = new LinkedHashMap<>();
        byInvariant.forEach((invariant, policies) -> byPolicies
                .computeIfAbsent(String.join(", ", policies), fresh -> new ArrayList<>())
                .add(invariant));
        List<String> parts = new ArrayList<>();
        byPolicies.forEach((policies, invariants) -> parts.add(String.join(", ", invariants) + " under " + policies));
        return String.join("; ", parts);
    }
}
