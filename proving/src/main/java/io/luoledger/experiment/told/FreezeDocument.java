package io.luoledger.experiment.told;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.freeze.FreezeResult;
import io.luoledger.experiment.freeze.Property;
import java.util.Arrays;
import java.util.List;

/**
 * What the experiment with FREEZE of single sessions found, as one document.
 *
 * @param bound states of a set of threads that were looked at, at most
 * @param complete whether nothing was left out of any
 */
public record FreezeDocument(int upTo, int bound, boolean reduction, boolean complete, List<Checked> designs) {
    /** A design. */
    public record Checked(
            String design,
            String about,
            boolean planted,
            int sets,
            long states,
            long steps,
            boolean complete,
            List<Judged> properties) {
        static Checked of(FreezeResult result) {
            return new Checked(
                    result.design().word(),
                    result.design().about(),
                    result.design().isPlanted(),
                    result.sets(),
                    result.states(),
                    result.steps(),
                    result.complete(),
                    Arrays.stream(Property.values())
                            .map(property -> Judged.of(result, property))
                            .toList());
        }
    }

    /**
     * A property of a design.
     *
     * @param smallest run that breaks it; empty where none was found
     */
    public record Judged(
            String property, String says, boolean safety, String result, List<CounterExampleDocument> smallest) {
        static Judged of(FreezeResult result, Property property) {
            CounterExample example = result.smallest().get(property);
            return new Judged(
                    property.kind(),
                    property.says(),
                    property.isSafety(),
                    example != null ? "FOUND" : result.complete() ? "NONE" : "UNKNOWN",
                    example == null
                            ? List.of()
                            : List.of(CounterExampleDocument.of(
                                    null,
                                    example,
                                    FreezeStory.of(result.design(), property)
                                            .map(ToldStory::of)
                                            .orElse(null))));
        }
    }

    public static FreezeDocument of(List<FreezeResult> results, int upTo, Limits limits) {
        return new FreezeDocument(
                upTo,
                limits.states(),
                limits.reduction(),
                results.stream().allMatch(FreezeResult::complete),
                results.stream().map(Checked::of).toList());
    }
}
