package io.luoledger.score;

import static io.luoledger.score.Plant.inLog;
import static io.luoledger.score.Plant.inPlan;
import static io.luoledger.score.Plant.inStory;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.UnknownBody;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Faults of the ledger itself, of its sources, and of the pair of kernels. */
final class LogPlants {
    private static final long SECOND_MICROS = 1_000_000;

    private LogPlants() {}

    static List<Plant> all() {
        return List.of(
                inLog("an event is changed", FindingCatalogue.CHAIN_BROKEN, LogPlants::tamper),
                inLog("an event is lost", FindingCatalogue.GAP, LogPlants::lose),
                inLog(
                        "the first events are lost",
                        FindingCatalogue.BEGINS_LATE,
                        (log, story) -> log.subList(1 + story.dice().below(log.size() / 2), log.size())),
                inLog("an event comes twice", FindingCatalogue.DUPLICATE, LogPlants::repeat),
                inLog("two writers write at once", FindingCatalogue.FORK, LogPlants::fork),
                inLog(
                        "a newer version wrote an event",
                        FindingCatalogue.KIND_UNKNOWN,
                        (log, story) -> other(log, story, new UnknownBody("HostRenamed", "{}", Result.success()))),
                inLog(
                        "an event tells what no kernel can have told",
                        FindingCatalogue.EVENT_UNJUDGED,
                        (log, story) -> other(
                                log, story, new SessionCreated(Session.named("x".repeat(600_000)), Result.success()))),
                inLog("two events change places", FindingCatalogue.REORDERED, LogPlants::reorder),
                inStory(
                        "an event of a boot comes behind the next boot",
                        FindingCatalogue.BOOT_ORDER,
                        LogPlants::straggle),
                inStory("a boot is missing", FindingCatalogue.BOOT_MISSING, LogPlants::skipBoot),
                inStory(
                        "the source ends in the reboot",
                        FindingCatalogue.SOURCE_ENDS,
                        story -> behind(
                                story, HandoverStarted.class, new SourceGap(GapReason.TRUNCATED, "the text ends", 7L))),
                inStory(
                        "the source lost records",
                        FindingCatalogue.SOURCE_GAP,
                        story -> behind(
                                story,
                                SessionCreated.class,
                                new SourceGap(GapReason.RECORDS_LOST, "12 events lost", 7L))),
                inStory("a session's name isn't known", FindingCatalogue.NAME_UNKNOWN, LogPlants::nameless),
                inStory(
                        "a kernel's release isn't known",
                        FindingCatalogue.KERNEL_UNKNOWN,
                        story -> kernels(story, boot -> boot == 0, Boot.UNKNOWN_KERNEL)),
                inStory("a clock goes back", FindingCatalogue.CLOCK_BACK, LogPlants::clockBack),
                inStory(
                        "nobody notices what differs",
                        FindingCatalogue.ABI_VERDICT_SILENT,
                        story -> kernels(story, boot -> boot == 0, "6.19") && kernels(story, boot -> boot > 0, "7.0")),
                inStory(
                        "the next kernel's guards differ",
                        FindingCatalogue.ABI_VERDICT_REFUSED,
                        story -> kernels(story, boot -> boot == 0, "6.19") && kernels(story, boot -> boot > 0, "7.2")),
                inStory(
                        "a refusal that didn't happen",
                        FindingCatalogue.ABI_VERDICT_CONTRADICTED,
                        story -> kernels(story, boot -> boot == 0, "6.19") && kernels(story, boot -> boot > 0, "7.2")),
                inStory(
                        "the next kernel has no live update",
                        FindingCatalogue.ABI_VERDICT_ABSENT,
                        story -> kernels(story, boot -> boot == story.boots().size() - 1, Score.WITHOUT_LIVE_UPDATE)),
                inStory(
                        "nobody knows the next kernel",
                        FindingCatalogue.ABI_KERNEL_UNKNOWN,
                        story -> kernels(story, boot -> boot == story.boots().size() - 1, "9.99-unheard-of")),
                inPlan("the plan's kernel can't take what is preserved", FindingCatalogue.ABI_TARGET_UNFIT, "6.19"),
                inPlan("the reboot is called all the same", FindingCatalogue.ABI_HANDOVER_UNFIT, "6.19"));
    }

    // ---- of the sealed log ----

    private static int inside(List<RecordedEvent> log, Story story) {
        return 1 + story.dice().below(log.size() - 2);
    }

    private static List<RecordedEvent> tamper(List<RecordedEvent> log, Story story) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        int place = inside(log, story);
        byte[] content = log.get(place).content().bytes().clone();
        content[story.dice().below(content.length)] ^= 1;
        changed.set(place, new RecordedEvent(log.get(place).event(), ChainHash.of(content)));
        return changed;
    }

    private static List<RecordedEvent> lose(List<RecordedEvent> log, Story story) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        changed.remove(inside(log, story));
        return changed;
    }

    private static List<RecordedEvent> repeat(List<RecordedEvent> log, Story story) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        int place = inside(log, story);
        changed.add(place + 1 + story.dice().below(log.size() - place), log.get(place));
        return changed;
    }

    private static List<RecordedEvent> fork(List<RecordedEvent> log, Story story) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        int place = inside(log, story);
        LiveUpdateEvent event = log.get(place).event();
        byte[] chain = event.chain().bytes().clone();
        chain[story.dice().below(Long.BYTES)] ^= 1;
        changed.add(
                place + 1,
                new RecordedEvent(
                        new LiveUpdateEvent(
                                event.host(),
                                event.sequence(),
                                ChainHash.of(chain),
                                event.source(),
                                event.boot(),
                                event.at(),
                                event.body()),
                        ChainHash.of(chain)));
        return changed;
    }

    private static List<RecordedEvent> other(List<RecordedEvent> log, Story story, Body body) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        int place = inside(log, story);
        LiveUpdateEvent event = log.get(place).event();
        changed.set(
                place,
                new RecordedEvent(
                        new LiveUpdateEvent(
                                event.host(),
                                event.sequence(),
                                event.chain(),
                                event.source(),
                                event.boot(),
                                event.at(),
                                body),
                        log.get(place).content()));
        return changed;
    }

    private static List<RecordedEvent> reorder(List<RecordedEvent> log, Story story) {
        List<RecordedEvent> changed = new ArrayList<>(log);
        int place = inside(log, story);
        changed.set(place, log.get(place + 1));
        changed.set(place + 1, log.get(place));
        return changed;
    }

    // ---- of the source ----

    private static boolean behind(Story story, Class<? extends Body> type, Body body) {
        OptionalInt place = story.any(type);
        place.ifPresent(i -> story.insertBehind(i, body));
        return place.isPresent();
    }

    private static boolean straggle(Story story) {
        OptionalInt place = story.any(KernelBooted.class);
        place.ifPresent(i -> {
            Draft early = story.at(i - 1);
            story.insertBehind(i, early.body());
            story.set(i + 1, Story.in(story.at(i + 1), early.boot()));
        });
        return place.isPresent();
    }

    private static boolean skipBoot(Story story) {
        List<String> boots = story.boots();
        if (boots.size() < 3) {
            return false;
        }
        String gone = boots.get(1 + story.dice().below(boots.size() - 2));
        story.removeIf(draft -> draft.boot().id().equals(gone));
        return true;
    }

    private static boolean nameless(Story story) {
        OptionalInt place = story.any(SessionCreated.class);
        place.ifPresent(i -> {
            Session named = ((SessionCreated) story.body(i)).session();
            story.replace(
                    i,
                    new SessionCreated(new Session(named == null ? "unknown" : named.name(), true), Result.success()));
        });
        return place.isPresent();
    }

    private static boolean clockBack(Story story) {
        OptionalInt place = story.any(draft -> draft.at().wallMicros() != null
                && (draft.body() instanceof FilePreserved
                        || draft.body() instanceof FileRetrieved
                        || draft.body() instanceof SessionRetrieved));
        place.ifPresent(i -> {
            Moment at = story.at(i).at();
            long wall = java.util.Objects.requireNonNull(at.wallMicros());
            story.set(i, Story.at(story.at(i), new Moment(at.monotonicNanos(), wall - SECOND_MICROS * 3600)));
        });
        return place.isPresent();
    }

    // ---- of the kernels ----

    private static boolean kernels(Story story, java.util.function.IntPredicate which, String release) {
        List<String> boots = story.boots();
        UnaryOperator<Draft> renamed = draft -> Story.in(
                draft,
                new Boot(
                        draft.boot().id(),
                        release,
                        draft.boot().liveUpdate(),
                        draft.boot().side()));
        story.change(draft -> which.test(boots.indexOf(draft.boot().id())), renamed);
        story.change(draft -> true, LogPlants::withoutPredecessor);
        return boots.size() > 1;
    }

    /** What a kernel was told of the one before it would name the release that the story had first. */
    private static Draft withoutPredecessor(Draft draft) {
        return draft.body() instanceof KernelBooted b
                ? Story.with(
                        draft,
                        new KernelBooted(b.outcome(), null, b.sessions(), b.files(), b.flbs(), b.message(), b.result()))
                : draft;
    }
}
