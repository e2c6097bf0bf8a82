package io.luoledger.score;

import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.finding.FindingKind;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A fault that can be planted in a run without any.
 *
 * @param name what is done, for people
 * @param raises the finding that it has to raise
 * @param plant changes the run, false when the run has no place for it
 * @param log changes the sealed log
 * @param next kernels that the hosts are to boot next
 */
record Plant(
        String name,
        FindingKind raises,
        Predicate<Story> plant,
        BiFunction<List<RecordedEvent>, Story, List<RecordedEvent>> log,
        List<String> next) {
    static Plant inStory(String name, FindingKind raises, Predicate<Story> plant) {
        return new Plant(name, raises, plant, (log, story) -> log, List.of());
    }

    static Plant inLog(
            String name, FindingKind raises, BiFunction<List<RecordedEvent>, Story, List<RecordedEvent>> log) {
        return new Plant(name, raises, story -> story.size() > 2, log, List.of());
    }

    static Plant inPlan(String name, FindingKind raises, String next) {
        return new Plant(
                name,
                raises,
                story -> {
                    // the plan is for hosts that announce nothing themselves
                    story.removeIf(draft -> draft.body() instanceof TargetAnnounced);
                    return true;
                },
                (log, story) -> log,
                List.of(next));
    }
}
