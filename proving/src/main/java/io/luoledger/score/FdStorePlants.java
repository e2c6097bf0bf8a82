package io.luoledger.score;

import static io.luoledger.score.Edits.at;
import static io.luoledger.score.Edits.behind;
import static io.luoledger.score.Plant.inStory;

import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.FileBody;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Token;
import io.luoledger.finding.FindingKind;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults of what systemd keeps: of the mapping in token 0 of a session, and of who opens the device first. */
final class FdStorePlants {
    private static final Token UNKNOWN = new Token(0x999);

    private FdStorePlants() {}

    static List<Plant> all() {
        return List.of(
                mapped(
                        "the mapping is of a newer systemd",
                        FindingCatalogue.STORE_TOO_NEW,
                        file -> new FdStoreMapped(file.session(), 2L, null, List.of(), null)),
                mapped(
                        "nobody can read the mapping",
                        FindingCatalogue.STORE_UNREADABLE,
                        file -> new FdStoreMapped(file.session(), null, null, List.of(), "not JSON")),
                entries(
                        "an entry has no token",
                        FindingCatalogue.STORE_ENTRY,
                        file -> List.of(entry(null, null), entry(file.token(), null))),
                entries(
                        "a token is in two entries",
                        FindingCatalogue.STORE_TWICE,
                        file -> List.of(entry(file.token(), null), entry(file.token(), null))),
                entries(
                        "an entry names what wasn't preserved",
                        FindingCatalogue.STORE_NOT_THERE,
                        file -> List.of(entry(UNKNOWN, null))),
                entries("a file has no entry", FindingCatalogue.STORE_NO_ENTRY, file -> List.of()),
                entries(
                        "a unit is gone",
                        FindingCatalogue.STORE_UNIT_GONE,
                        file -> List.of(entry(file.token(), false))),
                inStory(
                        "a unit doesn't get its file back",
                        FindingCatalogue.STORE_LOST,
                        at(FileFinished.class, (story, i, file) -> {
                            story.replace(
                                    i,
                                    new FileFinished(
                                            file.session(),
                                            file.token(),
                                            file.handler(),
                                            false,
                                            file.data(),
                                            file.device(),
                                            Result.success()));
                            story.insertBehind(i, mapping(file, List.of(entry(file.token(), null))));
                        })),
                inStory(
                        "PID 1 is the first to open, and a handler isn't there yet",
                        FindingCatalogue.STORE_UNREACHABLE,
                        at(HandoverStarted.class, FdStorePlants::firstOpenFails)));
    }

    private static void firstOpenFails(Story story, int handover, HandoverStarted begun) {
        OptionalInt booted = story.first(handover, draft -> draft.body() instanceof KernelBooted);
        if (booted.isEmpty()) {
            return;
        }
        story.insertBehind(booted.getAsInt(), new LiveUpdateOpened(Result.refused("EIO")));
        story.cut(booted.getAsInt() + 2);
        story.insert(handover, new SessionCreated(Session.named(FdStoreMapping.SESSION), Result.success()));
    }

    private static Plant entries(String name, FindingKind raises, Function<FilePreserved, List<StoredFd>> entries) {
        return mapped(name, raises, file -> mapping(file, entries.apply(file)));
    }

    private static Plant mapped(String name, FindingKind raises, Function<FilePreserved, FdStoreMapped> mapping) {
        return inStory(name, raises, behind(FilePreserved.class, mapping::apply));
    }

    private static FdStoreMapped mapping(FileBody file, List<StoredFd> entries) {
        return new FdStoreMapped(file.session(), FdStoreMapping.VERSION, 0L, entries, null);
    }

    private static StoredFd entry(@Nullable Token token, @Nullable Boolean unitKnown) {
        return new StoredFd("vmm.service", StoredFd.FD, "ram", token, null, unitKnown);
    }
}
