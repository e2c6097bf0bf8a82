package io.luoledger.publish;

import io.luoledger.avro.SourceMark;
import io.luoledger.event.ChainHash;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host's head to and from the records of luo.heads. Not thread-safe. */
final class HeadCodec {
    static final String SUBJECT = "luo.heads-value";

    private final AvroCodec<io.luoledger.avro.LedgerHead> codec;

    HeadCodec(SchemaIds ids) {
        codec = new AvroCodec<>(io.luoledger.avro.LedgerHead.class, SUBJECT, ids);
    }

    byte[] encode(HostLedger ledger, String writer) {
        List<SourceMark> marks = new ArrayList<>();
        ledger.youngestSources()
                .forEach((id, progress) -> marks.add(new SourceMark(
                        ByteBuffer.wrap(HexFormat.of().parseHex(id)),
                        progress.position(),
                        progress.isDecided() ? List.copyOf(progress.missing()) : null)));
        return codec.encode(new io.luoledger.avro.LedgerHead(
                ledger.host(),
                ledger.head().nextSequence(),
                ByteBuffer.wrap(ledger.chain().bytes()),
                writer,
                marks,
                ledger.leavesMarksOut(),
                ledger.leavesMarksOut() ? ledger.forgottenSources().bytes() : null));
    }

    HostLedger decode(byte[] record) {
        io.luoledger.avro.LedgerHead head = codec.decode(record);
        Map<String, SourceProgress> sources = new LinkedHashMap<>();
        for (SourceMark mark : head.getSources()) {
            sources.put(HexFormat.of().formatHex(bytes(mark.getId())), progress(mark));
        }
        return HostLedger.of(
                head.getHost(),
                new LedgerHead(head.getNextSequence(), ChainHash.of(bytes(head.getChain()))),
                sources,
                head.getSourcesDropped(),
                ForgottenSources.of(head.getForgotten()));
    }

    /** Heads of version 1 don't say what is missing. */
    private static SourceProgress progress(SourceMark mark) {
        List<Long> missing = mark.getMissing();
        return missing == null
                ? SourceProgress.undecided(mark.getPosition())
                : SourceProgress.published(mark.getPosition(), missing);
    }

    /** Who wrote the head. */
    String writerOf(byte[] record) {
        return codec.decode(record).getWriter();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
