package io.luoledger.trace;

import io.luoledger.text.LineReader;

/**
 * A line of a boot's text.
 *
 * @param text without what whoever copied it put around it
 * @param tooLong whether it was cut to what is read of a line
 * @param ended whether it has an end: text that was cut hasn't
 */
record TextLine(String text, long number, String file, boolean tooLong, boolean ended) {
    static TextLine of(String raw, LineReader reader, String file) {
        return new TextLine(CopiedLine.of(raw), reader.number(), file, reader.tooLong(), reader.ended());
    }

    TraceLine parse() {
        return tooLong ? TraceLine.UNREADABLE : TraceLineParser.parse(text);
    }
}
