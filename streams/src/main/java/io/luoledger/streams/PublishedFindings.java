package io.luoledger.streams;

import io.luoledger.core.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.UnreadableInputException;

/** Reads the records of luo.findings. Not thread-safe. */
public final class PublishedFindings {
    private final AvroCodec<io.luoledger.avro.Finding> codec;

    /** @param schemas what the ids in the records stand for */
    public PublishedFindings(SchemaIds schemas) {
        codec = new AvroCodec<>(io.luoledger.avro.Finding.class, "luo.findings-value", schemas);
    }

    /** Throws UnreadableInputException for what isn't a finding, or one of an id that this version doesn't know. */
    public Finding decode(byte[] value) {
        io.luoledger.avro.Finding read = codec.decode(value);
        FindingKind kind = FindingCatalogue.find(read.getId())
                .orElseThrow(() -> new UnreadableInputException("unknown finding id " + read.getId()));
        return new Finding(
                kind,
                read.getHost(),
                read.getLiveUpdate(),
                read.getSubject(),
                read.getExpected(),
                read.getFound(),
                read.getEvidence(),
                ViewRecords.moment(read.getAt()));
    }
}
