package io.luoledger.score;

import static io.luoledger.score.Plant.inStory;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.Draft;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults of the ports above preserved functions: ACS and ARI that aren't kept. */
final class ControlPlants {
    private static final int ACS_OFF = 0;

    private ControlPlants() {}

    static List<Plant> all() {
        return List.of(
                inStory(
                        "ACS isn't switched on",
                        FindingCatalogue.RISK_ACS,
                        story -> ports(story, draft -> true, ACS_OFF, false)),
                inStory(
                        "the next kernel doesn't keep ACS",
                        FindingCatalogue.ACS_CHANGED,
                        story -> ports(story, behind(story), ACS_OFF, false)),
                inStory(
                        "the next kernel switches ARI forwarding on",
                        FindingCatalogue.ARI_CHANGED,
                        story -> ports(story, behind(story), null, true)));
    }

    /** Of every boot behind one that the dice choose. */
    private static Predicate<Draft> behind(Story story) {
        List<String> boots = story.boots();
        int first = 1 + story.dice().below(Math.max(1, boots.size() - 1));
        return draft -> boots.indexOf(draft.boot().id()) >= first;
    }

    private static boolean ports(
            Story story, Predicate<Draft> which, @Nullable Integer acsControl, boolean ariForwarding) {
        Predicate<Draft> ports =
                draft -> which.test(draft) && draft.body() instanceof DeviceEnumerated d && d.bridge() != null;
        boolean any = !story.places(ports).isEmpty();
        story.change(
                ports, draft -> Story.with(draft, with((DeviceEnumerated) draft.body(), acsControl, ariForwarding)));
        return any;
    }

    private static DeviceEnumerated with(DeviceEnumerated d, @Nullable Integer acsControl, boolean ariForwarding) {
        return new DeviceEnumerated(
                d.address(),
                d.identity(),
                d.classCode(),
                d.bridge(),
                d.driver(),
                d.virtualFunction(),
                d.incoming(),
                d.result(),
                acsControl == null ? d.acsControl() : acsControl,
                ariForwarding,
                d.virtualOf());
    }
}
