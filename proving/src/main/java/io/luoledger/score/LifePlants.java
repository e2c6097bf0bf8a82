package io.luoledger.score;

import static io.luoledger.score.Plant.inStory;

import io.luoledger.core.FindingCatalogue;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults in the life of sessions, files, FLBs and kernels. */
final class LifePlants {
    private static final long TOO_LONG_MICROS = 1_200_000_000;

    private LifePlants() {}

    static List<Plant> all() {
        return List.of(
                inStory(
                        "a name is used twice",
                        FindingCatalogue.CREATE_REFUSED,
                        s -> at(
                                s,
                                SessionCreated.class,
                                (story, i) -> story.insertBehind(
                                        i,
                                        new SessionCreated(
                                                ((SessionCreated) story.body(i)).session(),
                                                Result.refused("EEXIST"))))),
                inStory(
                        "a file is refused at preserve",
                        FindingCatalogue.PRESERVE_REFUSED,
                        s -> at(s, FilePreserved.class, (story, i) -> {
                            FilePreserved file = (FilePreserved) story.body(i);
                            story.insertBehind(
                                    i,
                                    new FilePreserved(
                                            file.session(),
                                            new Token(0x999),
                                            null,
                                            null,
                                            null,
                                            Result.refused("ENOENT")));
                        })),
                inStory("a file refuses to freeze", FindingCatalogue.FREEZE_REFUSED, LifePlants::abort),
                inStory("a hand-over is rolled back", FindingCatalogue.UPDATE_ABORTED, LifePlants::abort),
                inStory(
                        "the reboot call comes back",
                        FindingCatalogue.HANDOVER_REFUSED,
                        s -> at(
                                s,
                                HandoverStarted.class,
                                (story, i) -> story.insert(i, new HandoverStarted(Result.refused("EINVAL"))))),
                inStory("the host loses power", FindingCatalogue.NOT_HANDED_OVER, LifePlants::powerLoss),
                inStory("the next kernel panics", FindingCatalogue.UPDATE_REFUSED, s -> boot(s, BootOutcome.PANIC)),
                inStory(
                        "the verdict said it fits, and the next kernel panics",
                        FindingCatalogue.ABI_VERDICT_CONTRADICTED,
                        s -> boot(s, BootOutcome.PANIC)),
                inStory(
                        "the next kernel has no session",
                        FindingCatalogue.UPDATE_LOST,
                        s -> boot(s, BootOutcome.RESTORED_EMPTY)),
                inStory(
                        "a session isn't there",
                        FindingCatalogue.SESSION_NOT_SEEN,
                        s -> at(s, SessionRetrieved.class, (story, i) -> {
                            SessionRetrieved got = (SessionRetrieved) story.body(i);
                            story.replace(i, new SessionRetrieved(got.session(), Result.refused("ENOENT")));
                            forget(story, i, body -> true);
                        })),
                inStory("a file isn't there", FindingCatalogue.FILE_NOT_SEEN, s -> retrieve(s, null, "ENOENT", false)),
                inStory(
                        "/dev/liveupdate can't be opened",
                        FindingCatalogue.OPEN_REFUSED,
                        s -> at(s, KernelBooted.class, (story, i) -> {
                            story.insertBehind(i, new LiveUpdateOpened(Result.refused("EIO")));
                            story.cut(i + 2);
                        })),
                inStory(
                        "a retrieve fails",
                        FindingCatalogue.RETRIEVE_FAILED,
                        s -> retrieve(s, "memfd-v2", "EIO", true)),
                inStory(
                        "a failed retrieve is tried again",
                        FindingCatalogue.RETRIEVE_CACHED,
                        LifePlants::retrieveAgain),
                inStory(
                        "an unknown token is asked for",
                        FindingCatalogue.RETRIEVE_REFUSED,
                        s -> at(
                                s,
                                FileRetrieved.class,
                                (story, i) -> story.insertBehind(
                                        i, refused((FileRetrieved) story.body(i), new Token(0x999), null, "ENOENT")))),
                inStory(
                        "FINISH comes too early",
                        FindingCatalogue.FINISH_REFUSED,
                        s -> at(
                                s,
                                SessionFinished.class,
                                (story, i) -> story.insert(
                                        i, new SessionFinished(session(story, i), Result.refused("EBUSY"))))),
                inStory("a file is never retrieved", FindingCatalogue.CONTENTS_DISCARDED, LifePlants::discard),
                inStory(
                        "a session is never retrieved",
                        FindingCatalogue.NEVER_RETRIEVED,
                        s -> at(s, SessionRetrieved.class, (story, i) -> {
                            forget(story, i, body -> true);
                            story.remove(i);
                        })),
                inStory(
                        "a session is never finished",
                        FindingCatalogue.NEVER_FINISHED,
                        s -> at(
                                s,
                                SessionRetrieved.class,
                                (story, i) -> forget(
                                        story,
                                        i,
                                        body -> body instanceof SessionFinished
                                                || body instanceof FileFinished
                                                || body instanceof SessionClosed))),
                inStory(
                        "a session is closed while a file can't finish",
                        FindingCatalogue.SESSION_LEAKED,
                        LifePlants::leak),
                inStory(
                        "an FLB has another name",
                        FindingCatalogue.FLB_IGNORED,
                        s -> at(s, FlbRetrieved.class, (story, i) -> {
                            String name = ((FlbRetrieved) story.body(i)).flb();
                            story.replace(i, new FlbRetrieved(name, null, Result.refused("ENOENT")));
                            remove(
                                    story,
                                    i,
                                    body -> body instanceof FlbFinished f
                                            && String.valueOf(f.flb()).equals(name));
                        })),
                inStory(
                        "an FLB is never finished",
                        FindingCatalogue.FLB_NOT_FINISHED,
                        s -> at(s, FlbFinished.class, Story::remove)),
                inStory(
                        "an FLB is retrieved behind its finish",
                        FindingCatalogue.FLB_AFTER_FINISH,
                        s -> at(
                                s,
                                FlbFinished.class,
                                (story, i) -> story.insertBehind(
                                        i,
                                        new FlbRetrieved(
                                                ((FlbFinished) story.body(i)).flb(), null, Result.success())))),
                inStory(
                        "an FLB is finished before its files",
                        FindingCatalogue.FLB_READER_INSIDE,
                        s -> at(s, FlbFinished.class, (story, i) -> story.move(i, early(story, i)))),
                inStory(
                        "an unknown call",
                        FindingCatalogue.CALL_REFUSED,
                        s -> at(
                                s,
                                SessionCreated.class,
                                (story, i) -> story.insertBehind(
                                        i, new CallRefused(session(story, i), 0xba77, Result.refused("ENOTTY"))))),
                inStory(
                        "the kernel oopses",
                        FindingCatalogue.KERNEL_DIED,
                        s -> at(
                                s,
                                SessionRetrieved.class,
                                (story, i) -> story.insertBehind(
                                        i,
                                        new KernelDied(
                                                "retrieve", false, "general protection fault", Result.success())))),
                inStory(
                        "the kernel warns",
                        FindingCatalogue.KERNEL_WARNED,
                        s -> at(
                                s,
                                SessionFinished.class,
                                (story, i) -> story.insertBehind(
                                        i,
                                        new KernelWarned(
                                                "refcount_warn_saturate", "refcount_t: underflow", Result.success())))),
                inStory(
                        "the count of an FLB is no number of files",
                        FindingCatalogue.KERNEL_WARNED,
                        s -> at(
                                s,
                                FlbRetrieved.class,
                                (story, i) -> story.insertBehind(
                                        i,
                                        new KernelWarned(
                                                "refcount_warn_saturate",
                                                "refcount_t: saturated; leaking memory.",
                                                Result.success())))),
                inStory(
                        "a file is finished before it is handed over",
                        FindingCatalogue.CONTENTS_DISCARDED,
                        LifePlants::finishedTooEarly),
                inStory(
                        "twenty minutes pass before the first session is finished",
                        FindingCatalogue.UNFINISHED_LONG,
                        LifePlants::late),
                inStory("files are frozen in another order", FindingCatalogue.ORDER, LifePlants::disorder),
                inStory(
                        "a session is given out twice",
                        FindingCatalogue.ORDER,
                        s -> at(s, SessionRetrieved.class, (story, i) -> story.insertBehind(i, story.body(i)))),
                inStory(
                        "a device is opened past its file",
                        FindingCatalogue.DEVICE_OPENED,
                        s -> device(
                                s,
                                (story, i) -> story.insertBehind(
                                        i,
                                        Side.NONE,
                                        new DeviceBody.DeviceOpened(
                                                device(story, i), "/dev/vfio/devices/vfio0", Result.success())))),
                inStory(
                        "another driver takes a device",
                        FindingCatalogue.DEVICE_PROBED,
                        s -> device(
                                s,
                                (story, i) -> story.insertBehind(
                                        i,
                                        Side.NONE,
                                        new DeviceBody.DriverBound(
                                                Objects.requireNonNull(device(story, i)), "nvme", Result.success())))),
                inStory("a device is reset before the freeze", FindingCatalogue.DEVICE_RESET, LifePlants::reset),
                inStory(
                        "DMA stops on the way",
                        FindingCatalogue.DMA_GAP,
                        s -> device(
                                s,
                                (story, i) -> story.insertBehind(
                                        i,
                                        Side.NONE,
                                        new DeviceBody.DmaProgress(
                                                Objects.requireNonNull(device(story, i)),
                                                0L,
                                                true,
                                                Result.success())))));
    }

    // ---- how ----

    private static boolean at(Story story, Class<? extends Body> type, BiConsumer<Story, Integer> change) {
        OptionalInt place = story.any(type);
        place.ifPresent(i -> change.accept(story, i));
        return place.isPresent();
    }

    private static boolean device(Story story, BiConsumer<Story, Integer> change) {
        OptionalInt place = story.any(draft -> draft.body() instanceof FileRetrieved file && file.device() != null);
        place.ifPresent(i -> change.accept(story, i));
        return place.isPresent();
    }

    private static @Nullable PciAddress device(Story story, int place) {
        return story.body(place) instanceof FileBody file ? file.device() : null;
    }

    private static @Nullable Session session(Story story, int place) {
        return session(story.body(place));
    }

    private static @Nullable Session session(Body body) {
        return switch (body) {
            case SessionBody of -> of.session();
            case FileBody of -> of.session();
            default -> null;
        };
    }

    /** Removes what the same boot tells of the incoming half of the session of this place, behind it. */
    private static void forget(Story story, int place, Predicate<Body> which) {
        Session session = session(story, place);
        remove(
                story,
                place,
                body -> which.test(body)
                        && Objects.equals(session(body), session)
                        && !(body instanceof SessionCreated)
                        && !(body instanceof FilePreserved)
                        && !(body instanceof FileFrozen));
    }

    private static void remove(Story story, int place, Predicate<Body> which) {
        Draft here = story.at(place);
        for (int i = story.size() - 1; i > place; i--) {
            if (story.at(i).boot().id().equals(here.boot().id()) && which.test(story.body(i))) {
                story.remove(i);
            }
        }
    }

    private static FileRetrieved refused(
            FileRetrieved file, @Nullable Token token, @Nullable String handler, String errno) {
        return new FileRetrieved(file.session(), token, handler, null, null, Result.refused(errno));
    }

    private static boolean retrieve(Story story, @Nullable String handler, String errno, boolean stays) {
        OptionalInt place = memfd(story);
        if (place.isEmpty()) {
            return false;
        }
        int i = place.getAsInt();
        FileRetrieved file = (FileRetrieved) story.body(i);
        story.replace(i, refused(file, file.token(), handler, errno));
        unretrieved(story, i, file, stays);
        return true;
    }

    private static OptionalInt memfd(Story story) {
        return story.any(draft -> draft.body() instanceof FileRetrieved file && file.device() == null);
    }

    /** Its finish tells that it never came; or there is none. */
    private static void unretrieved(Story story, int from, FileRetrieved file, boolean stays) {
        for (int i = story.size() - 1; i > from; i--) {
            if (story.body(i) instanceof FileFinished finished
                    && story.at(i).boot().id().equals(story.at(from).boot().id())
                    && Objects.equals(finished.session(), file.session())
                    && Objects.equals(finished.token(), file.token())) {
                if (stays) {
                    story.replace(
                            i,
                            new FileFinished(
                                    finished.session(),
                                    finished.token(),
                                    finished.handler(),
                                    false,
                                    null,
                                    null,
                                    Result.success()));
                } else {
                    story.remove(i);
                }
            }
        }
    }

    private static boolean retrieveAgain(Story story) {
        OptionalInt place = memfd(story);
        if (place.isEmpty()) {
            return false;
        }
        int i = place.getAsInt();
        FileRetrieved file = (FileRetrieved) story.body(i);
        story.replace(i, refused(file, file.token(), "memfd-v2", "EIO"));
        story.insertBehind(i, story.body(i));
        unretrieved(story, i, file, true);
        return true;
    }

    private static boolean discard(Story story) {
        OptionalInt place = memfd(story);
        if (place.isEmpty()) {
            return false;
        }
        int i = place.getAsInt();
        unretrieved(story, i, (FileRetrieved) story.body(i), true);
        story.remove(i);
        return true;
    }

    /** As a kernel lets pass that doesn't tell sessions to be handed over from those that were. */
    private static boolean finishedTooEarly(Story story) {
        OptionalInt place = story.any(draft ->
                draft.body() instanceof FilePreserved file && file.result().ok() && file.device() == null);
        place.ifPresent(i -> {
            FilePreserved file = (FilePreserved) story.body(i);
            story.insertBehind(
                    i,
                    Side.OUTGOING,
                    new FileFinished(
                            file.session(), file.token(), file.handler(), false, file.data(), null, Result.success()));
        });
        return place.isPresent();
    }

    private static boolean abort(Story story) {
        return at(story, HandoverStarted.class, (s, i) -> {
            FileFrozen first = (FileFrozen) s.body(s.next(i, FileFrozen.class).orElseThrow());
            s.insert(i, new HandoverAborted(Result.refused("EIO")));
            s.insert(
                    i,
                    new FileFrozen(
                            first.session(),
                            first.token(),
                            first.handler(),
                            null,
                            first.device(),
                            Result.refused("EIO")));
            s.insert(i, new HandoverStarted(Result.success()));
        });
    }

    private static boolean powerLoss(Story story) {
        return at(story, HandoverStarted.class, (s, i) -> {
            s.cut(i + 1);
            Draft last = s.at(i);
            s.replace(i, new KernelBooted(BootOutcome.COLD, null, null, null, null, null, Result.success()));
            s.change(
                    draft -> draft.body() instanceof KernelBooted booted && booted.outcome() == BootOutcome.COLD,
                    draft -> Story.in(draft, new Boot("cold", last.boot().kernel(), 0, Side.NONE)));
        });
    }

    private static boolean boot(Story story, BootOutcome outcome) {
        return at(story, KernelBooted.class, (s, i) -> {
            s.cut(i + 1);
            s.replace(i, new KernelBooted(outcome, null, null, null, null, null, Result.success()));
        });
    }

    private static boolean leak(Story story) {
        return at(story, SessionClosed.class, (s, i) -> {
            var session = session(s, i);
            String boot = s.at(i).boot().id();
            s.replace(i, new SessionClosed(session, Result.refused("EBUSY")));
            s.removeIf(draft -> draft.boot().id().equals(boot)
                    && ((draft.body() instanceof SessionFinished f && Objects.equals(f.session(), session))
                            || (draft.body() instanceof FileFinished g && Objects.equals(g.session(), session))));
        });
    }

    private static int early(Story story, int place) {
        return story.first(
                        0,
                        draft -> draft.body() instanceof SessionRetrieved
                                && draft.boot()
                                        .id()
                                        .equals(story.at(place).boot().id()))
                .orElse(place);
    }

    /** Before the FINISH of a boot's first session; the sessions behind it are late, too. */
    private static boolean late(Story story) {
        OptionalInt place = story.any(draft -> draft.body() instanceof SessionRetrieved);
        place.ifPresent(i -> story.delay(i, TOO_LONG_MICROS));
        return place.isPresent();
    }

    private static boolean disorder(Story story) {
        List<Integer> places = story.places(draft -> draft.body() instanceof FileFrozen file && file.device() == null);
        List<Integer> pairs = places.stream()
                .filter(i -> i + 1 < story.size()
                        && story.body(i + 1) instanceof FileFrozen next
                        && Objects.equals(next.session(), session(story, i)))
                .toList();
        if (pairs.isEmpty()) {
            return false;
        }
        int i = story.dice().pick(pairs);
        story.swap(i, i + 1);
        return true;
    }

    private static boolean reset(Story story) {
        OptionalInt place = story.any(draft -> draft.body() instanceof FilePreserved file && file.device() != null);
        place.ifPresent(i -> story.insertBehind(
                i,
                Side.NONE,
                new DeviceBody.DeviceReset(Objects.requireNonNull(device(story, i)), "flr", Result.success())));
        return place.isPresent();
    }
}
