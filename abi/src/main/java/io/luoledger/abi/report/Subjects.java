package io.luoledger.abi.report;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.AbiFindings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What findings are about, in the sources of two kernels: the line that the incoming one has, since that is what changes, else
 * the outgoing one's.
 */
public final class Subjects {
    /** Of kernels whose sources nobody has. */
    public static final Subjects NONE = new Subjects(List.of());

    private static final Pattern MACRO = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final List<AbiDescriptor> sides;

    private Subjects(List<AbiDescriptor> sides) {
        this.sides = sides;
    }

    public static Subjects of(AbiDescriptor outgoing, AbiDescriptor incoming) {
        return new Subjects(List.of(incoming, outgoing));
    }

    /** The field's own line, where its header tells; else that of what is around it. */
    public Optional<SourceLine> place(AbiFinding finding) {
        return first(side -> place(side, finding));
    }

    /** What stands for the bytes that the finding is about, and has to change with them; empty when nothing does. */
    public Optional<Guard> guard(String kind, AbiFinding finding) {
        return finding.kind().equals(AbiFindings.EMBEDDED)
                ? first(side -> ofKind(side, kind))
                : first(side -> guard(side, kind, finding));
    }

    /** The constant that a header has for a guard; empty for one that goes by another name. */
    static Optional<String> macro(Guard guard) {
        return Optional.of(guard.name()).filter(name -> MACRO.matcher(name).matches());
    }

    /** "MEMFD_LUO_FH_COMPATIBLE (memfd-v2)"; without a macro only what it says. */
    public static String text(Guard guard) {
        return macro(guard).map(name -> name + " (" + guard.value() + ")").orElse(guard.value());
    }

    private <T> Optional<T> first(Function<AbiDescriptor, Optional<T>> look) {
        return sides.stream().map(look).flatMap(Optional::stream).findFirst();
    }

    private static Optional<SourceLine> place(AbiDescriptor side, AbiFinding finding) {
        if (finding.kind().equals(AbiFindings.COMMENT)) {
            return side.documented().stream()
                    .filter(one ->
                            one.guard().equals(finding.path()) && one.value().equals(finding.from()))
                    .map(AbiDescriptor.DocumentedString::place)
                    .findFirst()
                    .flatMap(SourceLine::parse);
        }
        String path = finding.path();
        return struct(side, path)
                .flatMap(layout -> line(layout, path))
                .or(() -> side.guard(path).map(Guard::source).flatMap(SourceLine::parse))
                .or(() -> constant(side, path).map(Constant::source).flatMap(SourceLine::parse));
    }

    private static Optional<SourceLine> line(StructLayout layout, String path) {
        Optional<SourceLine> whole = SourceLine.parse(layout.source());
        Optional<Integer> own = path.equals(layout.name())
                ? Optional.empty()
                : layout.field(path.substring(layout.name().length() + 1)).map(Field::line);
        return whole.map(place -> own.map(place::withLine).orElse(place));
    }

    private static Optional<Guard> guard(AbiDescriptor side, String kind, AbiFinding finding) {
        Optional<Guard> itself = side.guard(finding.path());
        if (itself.isPresent()) {
            return itself;
        }
        Optional<StructLayout> layout = struct(side, finding.path());
        if (layout.isPresent()) {
            return side.guard(layout.get().guard());
        }
        return constant(side, finding.path()).isPresent() ? ofKind(side, kind) : Optional.empty();
    }

    private static Optional<Guard> ofKind(AbiDescriptor side, String kind) {
        return side.guards().stream()
                .filter(guard -> guard.kind().equals(kind) && guard.layer().guardsBytes())
                .findFirst();
    }

    private static Optional<StructLayout> struct(AbiDescriptor side, String path) {
        int dot = path.indexOf('.');
        return side.struct(dot < 0 ? path : path.substring(0, dot));
    }

    private static Optional<Constant> constant(AbiDescriptor side, String path) {
        return side.constants().stream()
                .filter(constant -> constant.name().equals(path))
                .findFirst();
    }
}
