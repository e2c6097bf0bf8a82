package io.luoledger.score;

import static io.luoledger.score.Plant.inStory;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.SessionBody.SessionCreated;
import java.util.List;
import java.util.OptionalInt;

/** Faults of what is announced: the wrong kernel, or one that nobody knows. */
final class AnnouncePlants {
    /** Takes nothing of what the runs' kernel leaves. */
    private static final String UNFIT = "6.19";
    /** Takes everything of it. */
    private static final String FIT = "7.2";

    private AnnouncePlants() {}

    static List<Plant> all() {
        return List.of(
                inStory(
                        "the announced kernel can't take what is preserved",
                        FindingCatalogue.ABI_TARGET_UNFIT,
                        story -> announce(story, UNFIT)),
                inStory(
                        "handed over to the announced kernel all the same",
                        FindingCatalogue.ABI_HANDOVER_UNFIT,
                        story -> announce(story, UNFIT)),
                inStory(
                        "nobody knows the announced kernel",
                        FindingCatalogue.ABI_KERNEL_UNKNOWN,
                        story -> announce(story, "9.99-unheard-of")),
                inStory(
                        "another kernel boots than was announced",
                        FindingCatalogue.ABI_TARGET_OTHER,
                        story -> announce(story, FIT)),
                inStory(
                        "the announcement is replaced, and the first one boots",
                        FindingCatalogue.ABI_TARGET_OTHER,
                        story -> announce(story, "7.3", FIT)));
    }

    /** In one of the boots that hand over, before it preserves anything; the last of them counts. */
    private static boolean announce(Story story, String... kernels) {
        story.removeIf(draft -> draft.body() instanceof TargetAnnounced);
        OptionalInt created = story.any(SessionCreated.class);
        if (created.isEmpty()) {
            return false;
        }
        String boot = story.at(created.getAsInt()).boot().id();
        int place = story.first(0, draft -> draft.boot().id().equals(boot) && draft.body() instanceof SessionCreated)
                .orElseThrow();
        for (String kernel : kernels) {
            story.insert(place++, new TargetAnnounced(kernel, null));
        }
        return true;
    }
}
