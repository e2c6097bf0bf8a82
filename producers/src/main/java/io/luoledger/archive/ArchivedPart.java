package io.luoledger.archive;

import io.luoledger.proof.Flaw;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.LogPosition;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Receipt;
import io.luoledger.publish.LedgerPass;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of an archive, read back from the disk: what isn't whole there is no archive. */
final class ArchivedPart {
    private ArchivedPart() {}

    /**
     * The receipt of the archive up to this part.
     *
     * @param before the receipt up to the part before, null for the first
     * @throws UnreadableInputException when it isn't whole, or doesn't continue what was archived before
     */
    static Receipt verified(Path part, @Nullable Receipt before) {
        LogVerifier verifier = new LogVerifier();
        if (before != null) {
            verifier.againstTrimmed("the parts before", before);
        }
        LedgerPass pass = new LedgerPass();
        pass.file(part.toString(), new LedgerPass.Sink() {
            @Override
            public void begin(String name) {
                verifier.begin(name);
            }

            @Override
            public void accept(RecordedEvent event, LogPosition place) {
                verifier.accept(event, place);
            }
        });
        verifier.end();
        pass.requireWhole();
        List<Flaw> flaws = verifier.flaws();
        if (!flaws.isEmpty()) {
            Flaw first = flaws.getFirst();
            throw new UnreadableInputException(
                    first.place() + ": host " + first.host() + ", sequence " + first.sequence() + ": " + first.kind()
                            + ": " + first.explanation() + ". The ledger is broken: nothing is trimmed");
        }
        Map<String, HostHead> heads = ArchiveDirectory.heads(before);
        verifier.beginLate().forEach((name, first) -> {
            HostHead head = heads.get(name);
            if (head == null || head.sequence() + 1 != first) {
                throw new UnreadableInputException(part + ": host " + name + " begins at sequence " + first
                        + ", expected " + (head == null ? 0 : head.sequence() + 1)
                        + ": what lies between is neither on the cluster nor in the archive. Nothing is trimmed");
            }
        });
        return merged(heads, verifier.receipt(now()), before);
    }

    private static Receipt merged(Map<String, HostHead> heads, Receipt part, @Nullable Receipt before) {
        for (HostHead head : part.heads()) {
            HostHead old = heads.get(head.host());
            heads.put(
                    head.host(),
                    old == null ? head : new HostHead(head.host(), head.sequence(), head.chain(), old.origin()));
        }
        return Receipt.of(List.copyOf(heads.values()), part.events() + (before == null ? 0 : before.events()), now());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
