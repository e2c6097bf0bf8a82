package io.luoledger.abi.source;

import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

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

    private final CCursor cursor;
    private final ToLongFunction<List<String>> expression;
    private boolean packed;
    private int alignment;

    /** @param expression the value of what comes up to one of these tokens */
    CAttributes(CCursor cursor, ToLongFunction<List<String>> expression) {
        this.cursor = cursor;
        this.expression = expression;
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
            if (cursor.accept("__packed")) {
                packed = true;
            } else if (cursor.accept("__attribute__")) {
                cursor.expect("(");
                cursor.expect("(");
                while (!cursor.accept(")")) {
                    attribute();
                }
                cursor.expect(")");
            } else if (cursor.accept("__aligned") || cursor.accept("_Alignas")) {
                cursor.expect("(");
                alignment = (int) expression.applyAsLong(List.of(")"));
                cursor.expect(")");
            } else if (cursor.peek().isName() && HARMLESS.contains(cursor.peek().text())) {
                cursor.take();
                cursor.skipArguments();
            } else {
                break;
            }
        }
        return this;
    }

    private void attribute() {
        CToken word = cursor.take();
        String name = word.text().replace("_", "");
        if (name.equals("packed")) {
            packed = true;
        } else if (name.equals("aligned") && cursor.accept("(")) {
            alignment = (int) expression.applyAsLong(List.of(")"));
            cursor.expect(")");
        } else {
            cursor.skipArguments();
        }
    }
}
