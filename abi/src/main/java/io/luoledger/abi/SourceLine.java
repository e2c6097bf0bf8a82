package io.luoledger.abi;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of a source file, as in "include/linux/kho/abi/luo.h:170". */
public record SourceLine(String file, int line) {
    private static final Pattern FORM = Pattern.compile("(.+):(\\d+)");

    /** Where a header has the struct or guard that a finding is about; the incoming kernel's, which is what changes. */
    public static Function<String, @Nullable SourceLine> of(AbiDescriptor outgoing, AbiDescriptor incoming) {
        return path -> {
            String name = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
            for (AbiDescriptor side : List.of(incoming, outgoing)) {
                Optional<SourceLine> line = side.struct(name)
                        .map(StructLayout::source)
                        .or(() -> side.guard(name).map(Guard::source))
                        .flatMap(SourceLine::parse);
                if (line.isPresent()) {
                    return line.get();
                }
            }
            return null;
        };
    }

    private static Optional<SourceLine> parse(String source) {
        Matcher match = FORM.matcher(source);
        return match.matches()
                ? Optional.of(new SourceLine(match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }
}
