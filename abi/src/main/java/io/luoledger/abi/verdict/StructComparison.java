package io.luoledger.abi.verdict;

import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is different between two layouts of one struct. Pure; finds everything, never only the first. */
final class StructComparison {
    /** The name of a type, as opposed to words about what is there, such as "phys". */
    private static final Pattern TYPE = Pattern.compile("(?!phys\\b)[A-Za-z_]\\w*");

    private final StructLayout from;
    private final StructLayout to;
    private final Map<String, String> renamedStructs;
    private final List<AbiFinding> findings = new ArrayList<>();

    private StructComparison(StructLayout from, StructLayout to, Map<String, String> renamedStructs) {
        this.from = from;
        this.to = to;
        this.renamedStructs = renamedStructs;
    }

    /** @param renamedStructs new names of structs that were only renamed */
    static List<AbiFinding> compare(StructLayout from, StructLayout to, Map<String, String> renamedStructs) {
        StructComparison comparison = new StructComparison(from, to, renamedStructs);
        if (from.isTree() || to.isTree()) {
            comparison.compareTrees();
        } else {
            comparison.compareStructs();
        }
        return comparison.findings;
    }

    private void compareTrees() {
        for (Field field : from.fields()) {
            Optional<Field> other = to.field(field.name());
            if (other.isEmpty()) {
                add(AbiFindings.NODE_IGNORED, field.name(), field.typeText(), null, "");
            } else if (!Objects.equals(field.size(), other.get().size())
                    && field.size() != null
                    && !field.type().equals("string")) {
                add(
                        AbiFindings.FIELD_RESIZED,
                        field.name(),
                        field.typeText(),
                        other.get().typeText(),
                        "");
            }
        }
        to.fields().stream()
                .filter(field -> from.field(field.name()).isEmpty())
                .forEach(field -> add(AbiFindings.NODE_REQUIRED, field.name(), null, field.typeText(), ""));
    }

    private void compareStructs() {
        List<Field> gone = from.fields().stream()
                .filter(field -> to.field(field.name()).isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
        List<Field> come = to.fields().stream()
                .filter(field -> from.field(field.name()).isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
        matchRenamed(gone, come);
        matchReserved(gone, come);
        gone.forEach(field -> add(AbiFindings.FIELD_REMOVED, field.name(), describe(field), null, readAs(field)));
        come.forEach(field -> add(AbiFindings.FIELD_ADDED, field.name(), null, describe(field), writtenAs(field)));
        for (Field field : from.fields()) {
            to.field(field.name()).ifPresent(other -> compareFields(field, other));
        }
        if (!Objects.equals(from.size(), to.size())) {
            add(AbiFindings.STRUCT_SIZE, "", from.size() + " bytes", to.size() + " bytes", "");
        }
        if (from.packed() != to.packed()
                && !from.source().startsWith("BTF")
                && !to.source().startsWith("BTF")) {
            FindingKind kind = isNatural(from) && isNatural(to) ? AbiFindings.PACKING_UNSEEN : AbiFindings.PACKING;
            add(kind, "", packing(from), packing(to), "");
        }
    }

    private void compareFields(Field field, Field other) {
        boolean sameLength = Objects.equals(field.arrayLength(), other.arrayLength());
        if (field.isBitField() || other.isBitField()) {
            if (field.firstBit() != other.firstBit() || field.bits() != other.bits()) {
                add(AbiFindings.BITS_MOVED, field.name(), describe(field), describe(other), writtenAs(other));
            }
        } else if (field.firstBit() != other.firstBit()) {
            FindingKind kind = isSwap(field, other) ? AbiFindings.FIELDS_SWAPPED : AbiFindings.FIELD_MOVED;
            add(kind, field.name(), describe(field), describe(other), writtenAs(other));
        }
        if (!sameLength) {
            add(AbiFindings.ARRAY_LENGTH, field.name(), describe(field), describe(other), "");
        } else if (!field.isBitField() && !other.isBitField() && field.bits() != other.bits()) {
            add(AbiFindings.FIELD_RESIZED, field.name(), describe(field), describe(other), writtenAs(other));
        }
        if (!sameType(field, other) && field.bits() == other.bits()) {
            add(AbiFindings.FIELD_RETYPED, field.name(), describe(field), describe(other), "");
        }
        compareTargets(field, other);
    }

    /** What an address leads to is read as what the reader's own pointer says. */
    private void compareTargets(Field field, Field other) {
        String here = field.pointsTo();
        String there = other.pointsTo();
        if (here == null || there == null || !isType(here) || !isType(there)) {
            return;
        }
        if (!renamedStructs.getOrDefault(here, here).equals(there)) {
            add(AbiFindings.SEMANTICS, field.name(), "points to " + here, "points to " + there, "");
        }
    }

    private static boolean isType(String target) {
        return TYPE.matcher(target).matches();
    }

    private boolean sameType(Field field, Field other) {
        String embedded = field.embeds();
        String type = embedded == null
                ? field.type()
                : field.type().substring(0, field.type().indexOf(' ') + 1)
                        + renamedStructs.getOrDefault(embedded, embedded);
        return type.equals(other.type());
    }

    /** A field that changed places with others of the struct, whose size stayed. */
    private boolean isSwap(Field field, Field other) {
        return Objects.equals(from.size(), to.size())
                && from.fields().stream()
                        .anyMatch(there -> there.firstBit() == other.firstBit()
                                && to.field(there.name())
                                        .filter(now -> now.firstBit() != there.firstBit())
                                        .isPresent())
                && field.bits() == other.bits();
    }

    private void matchRenamed(List<Field> gone, List<Field> come) {
        matchInPlace(gone, come, (field, other) -> field.isReserved() == other.isReserved(), (field, other) -> {
            add(AbiFindings.RENAMED, field.name(), field.name(), other.name(), "");
            compareTargets(field, other);
        });
    }

    private void matchReserved(List<Field> gone, List<Field> come) {
        matchInPlace(gone, come, (field, other) -> true, (field, other) -> {
            Field named = field.isReserved() ? other : field;
            add(AbiFindings.RESERVED_SPENT, named.name(), describe(field), describe(other), "");
        });
        // a reserved tail cut up for a smaller field
        for (Field other : List.copyOf(come)) {
            gone.stream()
                    .filter(field -> field.isReserved() && covers(field, other))
                    .findFirst()
                    .ifPresent(field -> {
                        come.remove(other);
                        add(AbiFindings.RESERVED_SPENT, other.name(), describe(field), describe(other), "");
                    });
        }
        for (Field field : List.copyOf(gone)) {
            come.stream()
                    .filter(other -> other.isReserved() && covers(other, field))
                    .findFirst()
                    .ifPresent(other -> {
                        gone.remove(field);
                        add(AbiFindings.RESERVED_SPENT, field.name(), describe(field), describe(other), "");
                    });
        }
    }

    private static void matchInPlace(
            List<Field> gone,
            List<Field> come,
            java.util.function.BiPredicate<Field, Field> also,
            java.util.function.BiConsumer<Field, Field> found) {
        for (Field field : List.copyOf(gone)) {
            come.stream()
                    .filter(other -> field.firstBit() == other.firstBit()
                            && field.bits() == other.bits()
                            && field.typeText().equals(other.typeText())
                            && also.test(field, other))
                    .findFirst()
                    .ifPresent(other -> {
                        gone.remove(field);
                        come.remove(other);
                        found.accept(field, other);
                    });
        }
    }

    private static boolean covers(Field outer, Field inner) {
        return outer.firstBit() <= inner.firstBit()
                && inner.firstBit() + inner.bits() <= outer.firstBit() + outer.bits();
    }

    /** "bytes 64-71, written as X, read as Y". */
    private String writtenAs(Field read) {
        return overlay(
                from,
                read,
                writer -> bytes(read) + ", written as " + writer + ", read as " + to.name() + "." + read.name() + ".");
    }

    private String readAs(Field written) {
        return overlay(
                to,
                written,
                reader -> bytes(written) + ", written as " + from.name() + "." + written.name() + ", read as " + reader
                        + ".");
    }

    private static String overlay(StructLayout side, Field field, Function<String, String> text) {
        String there = side.fields().stream()
                .filter(other -> other.firstBit() < field.firstBit() + field.bits()
                        && field.firstBit() < other.firstBit() + other.bits())
                .map(other -> side.name() + "." + other.name())
                .collect(Collectors.joining(" and "));
        return text.apply(there.isEmpty() ? "nothing" : there);
    }

    private static String bytes(Field field) {
        if (field.isBitField()) {
            return "Bits " + field.firstBit() + "-" + (field.firstBit() + field.bits() - 1);
        }
        long first = field.firstBit() / 8;
        long last = first + Math.max(1, field.bits() / 8) - 1;
        return first == last ? "Byte " + first : "Bytes " + first + "-" + last;
    }

    private static boolean isNatural(StructLayout layout) {
        long largest = 1;
        for (Field field : layout.fields()) {
            String type = field.type();
            long unit = type.endsWith("64") || type.equals("ptr")
                    ? 8
                    : type.endsWith("32") ? 4 : type.endsWith("16") ? 2 : 1;
            if (field.embeds() != null && field.size() != null && field.size() % 8 == 0) {
                unit = 8;
            }
            largest = Math.max(largest, unit);
            if (field.offset() == null || field.offset() % unit != 0) {
                return false;
            }
        }
        return layout.size() != null && layout.size() % largest == 0;
    }

    private static String packing(StructLayout layout) {
        return layout.packed() ? "packed" : "not packed";
    }

    private static String describe(Field field) {
        return field.typeText() + " " + field.place();
    }

    private void add(FindingKind kind, String field, @Nullable String before, @Nullable String after, String detail) {
        String path = field.isEmpty() ? from.name() : from.name() + "." + field;
        findings.add(AbiFinding.of(kind, path, before, after, detail));
    }
}
