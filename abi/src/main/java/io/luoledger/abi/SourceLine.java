package io.luoledger.abi;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of a source file, as in "include/linux/kho/abi/luo.h:170". */
public record SourceLine(String file, int line) {
    private static final Pattern FORM = Pattern.compile("(.+):(\\d+)");

    /** Empty for what isn't of that form: the source of a descriptor needn't be a header. */
    public static Optional<SourceLine> parse(String source) {
        Matcher match = FORM.matcher(source);
        return match.matches()
                ? Optional.of(new SourceLine(match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    public SourceLine withLine(int other) {
        return new SourceLine(file, other);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
