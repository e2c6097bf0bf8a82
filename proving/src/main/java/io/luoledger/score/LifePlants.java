package io.luoledger.score;

import static io.luoledger.score.Edits.at;
import static io.luoledger.score.Edits.before;
import static io.luoledger.score.Edits.behind;
import static io.luoledger.score.Plant.inStory;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.DeviceBody.DriverBound;
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
import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SubtreeFate;
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
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults in the life of sessions, files, FLBs and kernels. */
final class LifePlants {
    private static final long TOO_LONG_MICROS = 1_200_000_000;
    private static final Token UNKNOWN = new Token(0x999);

    private static final Predicate<Story> ABORT = at(HandoverStarted.class, (story, i, begun) -> {
        FileFrozen first =
                (FileFrozen) story.body(story.next(i, FileFrozen.class).orElseThrow());
        story.insert(i, new HandoverAborted(Result.refused("EIO")));
        story.insert(
                i,
                new FileFrozen(
                        first.session(), first.token(), first.handler(), null, first.device(), Result.refused("EIO")));
        story.insert(i, new HandoverStarted(Result.success()));
    });

    private LifePlants() {}

    static List<Plant> all() {
        return List.of(
                inStory(
                        "a name is used twice",
                        FindingCatalogue.CREATE_REFUSED,
                        behind(
                                SessionCreated.class,
                                created -> new SessionCreated(created.session(), Result.refused("EEXIST")))),
                inStory(
                        "a file is refused at preserve",
                        FindingCatalogue.PRESERVE_REFUSED,
                        behind(
                                FilePreserved.class,
                                file -> new FilePreserved(
                                        file.session(), UNKNOWN, null, null, null, Result.refused("ENOENT")))),
                inStory("a file refuses to freeze", FindingCatalogue.FREEZE_REFUSED, ABORT),
                inStory("a hand-over is rolled back", FindingCatalogue.UPDATE_ABORTED, ABORT),
                inStory(
                        "the reboot call comes back",
                        FindingCatalogue.HANDOVER_REFUSED,
                        before(HandoverStarted.class, begun -> new HandoverStarted(Result.refused("EINVAL")))),
                inStory(
                        "the host loses power",
                        FindingCatalogue.NOT_HANDED_OVER,
                        at(HandoverStarted.class, LifePlants::powerLoss)),
                inStory("the next kernel panics", FindingCatalogue.UPDATE_REFUSED, boot(BootOutcome.PANIC)),
                inStory(
                        "the verdict said it fits, and the next kernel panics",
                        FindingCatalogue.ABI_VERDICT_CONTRADICTED,
                        boot(BootOutcome.PANIC)),
                inStory(
                        "the next kernel has no session",
                        FindingCatalogue.UPDATE_LOST,
                        boot(BootOutcome.RESTORED_EMPTY)),
                inStory(
                        "a session isn't there",
                        FindingCatalogue.SESSION_NOT_SEEN,
                        at(SessionRetrieved.class, (story, i, got) -> {
                            story.replace(i, new SessionRetrieved(got.session(), Result.refused("ENOENT")));
                            forget(story, i, body -> true);
                        })),
                inStory("a file isn't there", FindingCatalogue.FILE_NOT_SEEN, s -> retrieve(s, null, "ENOENT", false)),
                inStory(
                        "/dev/liveupdate can't be opened",
                        FindingCatalogue.OPEN_REFUSED,
                        at(KernelBooted.class, (story, i, booted) -> {
                            story.insertBehind(i, new LiveUpdateOpened(Result.refused("EIO")));
                            story.cut(i + 2);
                        })),
                inStory(
                        "the list of bad pages is passed over",
                        FindingCatalogue.BAD_PAGES_BACK,
                        left(new KhoSubtree("hwpoison", SubtreeFate.IGNORED, "version 2", "version 1", null, null))),
                inStory(
                        "nobody asks for a crash log",
                        FindingCatalogue.KHO_IGNORED,
                        left(new KhoSubtree("pstore-kho", SubtreeFate.NOT_ASKED, null, null, null, null))),
                inStory(
                        "an optional feature is left out",
                        FindingCatalogue.FEATURE_UNKNOWN,
                        left(new KhoSubtree("LUO", SubtreeFate.PARTLY, "supp 0xf", "supp 0x7", null, 0x8L))),
                inStory(
                        "a parameter is unknown",
                        FindingCatalogue.PARAMETER_IGNORED,
                        at(
                                KernelBooted.class,
                                (story, i, booted) -> story.replace(
                                        i, with(booted, List.of(), List.of("kho_scratch=512M,64M,256M"))))),
                inStory(
                        "a call of a posting succeeds",
                        FindingCatalogue.CALL_POSTED,
                        behind(
                                SessionCreated.class,
                                created -> new CallRefused(
                                        created.session(), CallRefused.CLAIMED_TWICE, Result.success()))),
                inStory(
                        "a handler is registered behind the first open",
                        FindingCatalogue.OPENED_TOO_EARLY,
                        at(KernelBooted.class, (story, i, booted) -> {
                            story.insertBehind(i, opened("systemd", "memfd-v2"));
                            story.insertBehind(i + 1, opened(null, "memfd-v2", "memfd-v2"));
                            story.cut(i + 3);
                        })),
                inStory(
                        "a retrieve is refused that may be repeated",
                        FindingCatalogue.RETRIEVE_RETRYABLE,
                        before(
                                FileRetrieved.class,
                                file -> new FileRetrieved(
                                        file.session(),
                                        file.token(),
                                        file.handler(),
                                        null,
                                        null,
                                        Result.refused("EINVAL"),
                                        true,
                                        null,
                                        null))),
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
                        behind(FileRetrieved.class, file -> refused(file, UNKNOWN, null, "ENOENT"))),
                inStory(
                        "FINISH comes too early",
                        FindingCatalogue.FINISH_REFUSED,
                        before(
                                SessionFinished.class,
                                finished -> new SessionFinished(finished.session(), Result.refused("EBUSY")))),
                inStory("a file is never retrieved", FindingCatalogue.CONTENTS_DISCARDED, LifePlants::discard),
                inStory(
                        "a session is never retrieved",
                        FindingCatalogue.NEVER_RETRIEVED,
                        at(SessionRetrieved.class, (story, i, got) -> {
                            forget(story, i, body -> true);
                            story.remove(i);
                        })),
                inStory(
                        "a session is never finished",
                        FindingCatalogue.NEVER_FINISHED,
                        at(
                                SessionRetrieved.class,
                                (story, i, got) -> forget(
                                        story,
                                        i,
                                        body -> body instanceof SessionFinished
                                                || body instanceof FileFinished
                                                || body instanceof SessionClosed))),
                inStory(
                        "a session is closed while a file can't finish",
                        FindingCatalogue.SESSION_LEAKED,
                        at(SessionClosed.class, LifePlants::leak)),
                inStory(
                        "an FLB has another name",
                        FindingCatalogue.FLB_IGNORED,
                        at(FlbRetrieved.class, (story, i, got) -> {
                            story.replace(i, new FlbRetrieved(got.flb(), null, Result.refused("ENOENT")));
                            remove(
                                    story,
                                    i,
                                    body -> body instanceof FlbFinished f
                                            && String.valueOf(f.flb()).equals(got.flb()));
                        })),
                inStory(
                        "an FLB is never finished",
                        FindingCatalogue.FLB_NOT_FINISHED,
                        at(FlbFinished.class, (story, i, finished) -> story.remove(i))),
                inStory(
                        "an FLB is retrieved behind its finish",
                        FindingCatalogue.FLB_AFTER_FINISH,
                        behind(
                                FlbFinished.class,
                                finished -> new FlbRetrieved(finished.flb(), null, Result.success()))),
                inStory(
                        "an FLB is finished before its files",
                        FindingCatalogue.FLB_READER_INSIDE,
                        at(FlbFinished.class, (story, i, finished) -> story.move(i, early(story, i)))),
                inStory(
                        "an unknown call",
                        FindingCatalogue.CALL_REFUSED,
                        behind(
                                SessionCreated.class,
                                created -> new CallRefused(created.session(), 0xba77, Result.refused("ENOTTY")))),
                inStory(
                        "the kernel oopses",
                        FindingCatalogue.KERNEL_DIED,
                        behind(
                                SessionRetrieved.class,
                                got -> new KernelDied(
                                        "retrieve", false, "general protection fault", Result.success()))),
                inStory(
                        "the kernel warns",
                        FindingCatalogue.KERNEL_WARNED,
                        behind(SessionFinished.class, finished -> warned("refcount_t: underflow"))),
                inStory(
                        "two tasks wait for each other's locks",
                        FindingCatalogue.CALL_STUCK,
                        behind(
                                FlbRetrieved.class,
                                got -> new KernelWarned(
                                        "pci_flb_finish",
                                        "INFO: task agent:312 blocked for more than 122 seconds.",
                                        Result.success()))),
                inStory(
                        "the count of an FLB is no number of files",
                        FindingCatalogue.KERNEL_WARNED,
                        behind(FlbRetrieved.class, got -> warned("refcount_t: saturated; leaking memory."))),
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
                        behind(SessionRetrieved.class, got -> got)),
                inStory(
                        "a device is opened past its file",
                        FindingCatalogue.DEVICE_OPENED,
                        device(
                                FileRetrieved.class,
                                at -> new DeviceOpened(at, "/dev/vfio/devices/vfio0", Result.success()))),
                inStory(
                        "another driver takes a device",
                        FindingCatalogue.DEVICE_PROBED,
                        device(FileRetrieved.class, at -> new DriverBound(at, "nvme", Result.success()))),
                inStory(
                        "a device is reset before the freeze",
                        FindingCatalogue.DEVICE_RESET,
                        device(FilePreserved.class, at -> new DeviceReset(at, "flr", Result.success()))),
                inStory(
                        "DMA stops on the way",
                        FindingCatalogue.DMA_GAP,
                        device(FileRetrieved.class, at -> new DmaProgress(at, 0L, true, Result.success()))));
    }

    // ---- how ----

    /** What happens to the device of a file, behind the file's own event. */
    private static Predicate<Story> device(Class<? extends FileBody> of, Function<PciAddress, Body> further) {
        return story -> {
            OptionalInt place = story.any(draft ->
                    of.isInstance(draft.body()) && of.cast(draft.body()).device() != null);
            place.ifPresent(i -> story.insertBehind(
                    i, Side.NONE, further.apply(Objects.requireNonNull(((FileBody) story.body(i)).device()))));
            return place.isPresent();
        };
    }

    private static KernelWarned warned(String what) {
        return new KernelWarned("refcount_warn_saturate", what, Result.success());
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

    private static void powerLoss(Story story, int i, HandoverStarted begun) {
        story.cut(i + 1);
        Draft last = story.at(i);
        story.replace(i, booted(BootOutcome.COLD));
        story.change(
                draft -> draft.body() instanceof KernelBooted booted && booted.outcome() == BootOutcome.COLD,
                draft -> Story.in(draft, new Boot("cold", last.boot().kernel(), 0, Side.NONE)));
    }

    private static Predicate<Story> boot(BootOutcome outcome) {
        return at(KernelBooted.class, (story, i, before) -> {
            story.cut(i + 1);
            story.replace(i, booted(outcome));
        });
    }

    private static Predicate<Story> left(KhoSubtree subtree) {
        return at(
                KernelBooted.class, (story, i, booted) -> story.replace(i, with(booted, List.of(subtree), List.of())));
    }

    private static KernelBooted with(KernelBooted b, List<KhoSubtree> subtrees, List<String> parameters) {
        return new KernelBooted(
                b.outcome(),
                b.fromKernel(),
                b.sessions(),
                b.files(),
                b.flbs(),
                b.message(),
                b.result(),
                subtrees,
                parameters);
    }

    private static LiveUpdateOpened opened(@Nullable String opener, String missing, String... registered) {
        return new LiveUpdateOpened(Result.refused("EIO"), opener, missing, List.of(registered));
    }

    private static KernelBooted booted(BootOutcome outcome) {
        return new KernelBooted(outcome, null, null, null, null, null, Result.success());
    }

    private static void leak(Story story, int i, SessionClosed closed) {
        String boot = story.at(i).boot().id();
        story.replace(i, new SessionClosed(closed.session(), Result.refused("EBUSY")));
        story.removeIf(draft -> draft.boot().id().equals(boot)
                && (draft.body() instanceof SessionFinished || draft.body() instanceof FileFinished)
                && Objects.equals(session(draft.body()), closed.session()));
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
}
