package io.luoledger.abi.source;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What the attributes at one place of a declaration say of its layout. */
final class CAttributes {
    /** Attributes that don't change a layout. */
    private static final Set<String> HARMLESS = Set.of(
            "__counted_by",
            "__counted_by_le",
            "__counted_by_be",
            "__sized_by",
            "__nonstring",
            "__maybe_unused",
            "__always_unused",
            "__user",
            "__rcu",
            "__iomem",
            "__percpu",
            "__force",
            "__bitwise",
            "__kernel",
            "__randomize_layout",
            "__no_randomize_layout",
            "__designated_init",
            "__deprecated",
            "__must_check");

    /** Those that this reader has no rule for and that make other bytes. */
    private static final Set<String> LAYOUTS = Set.of("mode", "vectorsize", "msstruct", "scalarstorageorder");

    private static final String PACKED = "__packed";
    private static final List<String> ALIGNED = List.of("__aligned", "_Alignas");
    private static final String ATTRIBUTE = "__attribute__";
    /** {@code aligned} without a number: as the machine's widest type is. Unit: bytes */
    private static final int WIDEST = 16;
    /** As gcc has it. */
    private static final int MAX_ALIGNMENT = 1 << 28;

    /** Every word that an attribute begins with. */
    static final List<String> WORDS = Stream.of(List.of(PACKED, ATTRIBUTE), ALIGNED, HARMLESS)
            .flatMap(Collection::stream)
            .toList();

    private final CCursor cursor;
    private final ToLongFunction<List<String>> expression;
    private boolean packed;
    private int alignment;

    /** @param expression the value of what comes up to one of these tokens */
    CAttributes(CCursor cursor, ToLongFunction<List<String>> expression) {
        this.cursor = cursor;
        this.expression = expression;
    }

    /** Also what stands at another place; where both ask for an alignment, the larger one counts. */
    CAttributes add(CAttributes more) {
        packed |= more.packed;
        alignment = Math.max(alignment, more.alignment);
        return this;
    }

    boolean packed() {
        return packed;
    }

    /** 0 when none is given. Unit: bytes */
    int alignment() {
        return alignment;
    }

    /** "__packed", "__aligned(8)", "__attribute__((packed, aligned(8)))", "__counted_by(n)" and the like. */
    CAttributes read() {
        while (!cursor.atEnd()) {
            if (cursor.accept(PACKED)) {
                packed = true;
            } else if (cursor.accept(ATTRIBUTE)) {
                cursor.expect("(");
                cursor.expect("(");
                while (!cursor.accept(")")) {
                    attribute();
                }
                cursor.expect(")");
            } else if (ALIGNED.stream().anyMatch(cursor::accept)) {
                cursor.expect("(");
                align();
            } else if (cursor.peek().isName() && HARMLESS.contains(cursor.peek().text())) {
                cursor.take();
                cursor.skipArguments();
            } else {
                break;
            }
        }
        return this;
    }

    private void align() {
        CToken place = cursor.peek();
        long asked = expression.applyAsLong(List.of(")"));
        if (Long.bitCount(asked) != 1 || asked < 0 || asked > MAX_ALIGNMENT) {
            throw CProblem.unknown(place, "alignment to " + asked + " bytes");
        }
        alignment = Math.max(alignment, (int) asked);
        cursor.expect(")");
    }

    private void attribute() {
        CToken word = cursor.take();
        String name = word.text().replace("_", "");
        if (name.equals("packed")) {
            packed = true;
        } else if (name.equals("aligned") && cursor.accept("(")) {
            align();
        } else if (name.equals("aligned")) {
            alignment = Math.max(alignment, WIDEST);
        } else if (LAYOUTS.contains(name)) {
            throw CProblem.unknown(word, "attribute '" + word.text() + "' isn't understood");
        } else {
            cursor.skipArguments();
        }
    }
}
