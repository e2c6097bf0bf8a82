package io.luoledger.experiment.told;

import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.flb.Actor;
import io.luoledger.experiment.flb.FlbResult;
import io.luoledger.experiment.flb.Setting;
import java.util.List;

/**
 * What the experiment with FLBs found, as one document.
 *
 * @param bound states of a set of threads that were looked at, at most
 * @param complete whether nothing was left out of any
 */
public record FlbDocument(
        int bound,
        boolean reduction,
        boolean neverAsked,
        List<List<String>> threadSets,
        boolean complete,
        List<Checked> designs) {
    /** A design with one of its settings. */
    public record Checked(
            String design,
            boolean refusesAfterFinish,
            long states,
            long steps,
            boolean complete,
            List<CounterExampleDocument> found) {
        static Checked of(FlbResult result) {
            Setting setting = result.setting();
            return new Checked(
                    setting.design().word(),
                    setting.refusesAfterFinish(),
                    result.states(),
                    result.steps(),
                    result.complete(),
                    result.smallest().values().stream()
                            .map(example -> CounterExampleDocument.of(
                                    example.violation().kind(),
                                    example,
                                    FlbStory.of(setting, example)
                                            .map(ToldStory::of)
                                            .orElse(null)))
                            .toList());
        }
    }

    public static FlbDocument of(List<FlbResult> results, List<List<Actor>> sets, Limits limits, boolean neverAsked) {
        return new FlbDocument(
                limits.states(),
                limits.reduction(),
                neverAsked,
                sets.stream().map(set -> set.stream().map(Actor::word).toList()).toList(),
                results.stream().allMatch(FlbResult::complete),
                results.stream().map(Checked::of).toList());
    }
}
