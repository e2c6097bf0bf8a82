package io.luoledger.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Statistics as one JSON document. */
final class StatsJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private StatsJson() {}

    static String of(StatsKey key, PairStats stats) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            stats.json(out, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
