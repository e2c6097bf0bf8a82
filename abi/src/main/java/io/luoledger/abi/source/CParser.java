package io.luoledger.abi.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses the declarations of a header and lays the structs out as gcc does on a 64-bit machine: natural alignment or
 * packed, bit-fields, nested and anonymous structs and unions, flexible arrays, enums. A declaration that it doesn't
 * understand is reported with its place and left out.
 */
final class CParser {
    /** A struct with its place. */
    record Struct(String name, CType type, boolean packed, CToken at) {}

    private static final List<String> INTEGER_WORDS =
            List.of("unsigned", "signed", "char", "short", "int", "long", "_Bool", "bool", "__signed__");

    private static final int MAX_DEPTH = 32;

    private final CCursor cursor;
    private final CTypeNames names;
    private final Map<String, Long> constants;
    private final int pageSize;
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int depth;

    CParser(List<CToken> tokens, int pageSize) {
        this(tokens, pageSize, new CTypeNames(), new LinkedHashMap<>());
    }

    private CParser(List<CToken> tokens, int pageSize, CTypeNames names, Map<String, Long> constants) {
        this.cursor = new CCursor(tokens);
        this.pageSize = pageSize;
        this.names = names;
        this.constants = constants;
    }

    Map<String, Struct> structs() {
        return structs;
    }

    Map<String, Long> constants() {
        return constants;
    }

    List<String> problems() {
        return problems;
    }

    void parse() {
        while (!cursor.atEnd()) {
            int start = cursor.position();
            depth = 0;
            try {
                declaration();
            } catch (CProblem problem) {
                problems.add(problem.getMessage());
                cursor.recover(start);
            }
        }
    }

    private void declaration() {
        CToken first = cursor.peek();
        if (cursor.accept(";")) {
            return;
        }
        if (first.is("static_assert")
                || first.is("_Static_assert")
                || first.is("BUILD_BUG_ON")
                || first.is("MODULE_LICENSE")) {
            cursor.skipTo(";");
            return;
        }
        if (cursor.accept("typedef")) {
            CType base = type();
            declarators(base, (name, type, length, place) -> names.define(name, type.array(length)));
            return;
        }
        if (first.is("static") || first.is("extern") || first.is("inline") || first.is("__always_inline")) {
            cursor.skipFunction();
            return;
        }
        CType base = type();
        if (cursor.accept(";")) {
            return;
        }
        if (base.members() == null) {
            cursor.skipFunction();
            return;
        }
        cursor.skipTo(";");
    }

    private CType type() {
        Attributes ignored = new Attributes();
        attributes(ignored);
        while (cursor.accept("const") || cursor.accept("volatile") || cursor.accept("__restrict")) {
            attributes(ignored);
        }
        CToken token = cursor.peek();
        if (token.is("struct") || token.is("union")) {
            return aggregate();
        }
        if (token.is("enum")) {
            return enumeration();
        }
        if (INTEGER_WORDS.contains(token.text())) {
            return integer();
        }
        if (token.is("typeof") || token.is("__typeof__")) {
            throw new CProblem(token, "typeof isn't understood");
        }
        cursor.take();
        CType type = names.typedef(token.text());
        if (type == null) {
            throw new CProblem(token, "unknown type '" + token.text() + "'");
        }
        while (cursor.accept("const") || cursor.accept("volatile")) {
            // qualifiers don't change the bytes
        }
        return type;
    }

    private CType integer() {
        List<String> words = new ArrayList<>();
        while (!cursor.atEnd()
                && (INTEGER_WORDS.contains(cursor.peek().text())
                        || cursor.peek().is("const"))) {
            words.add(cursor.take().text());
        }
        boolean unsigned = words.contains("unsigned");
        if (words.contains("char")) {
            return CType.plain(unsigned ? "u8" : words.contains("signed") ? "s8" : "char", 1);
        }
        if (words.contains("bool") || words.contains("_Bool")) {
            return CType.plain("bool", 1);
        }
        int bits = words.contains("short") ? 16 : words.contains("long") ? 64 : 32;
        return CType.plain((unsigned ? "u" : "s") + bits, bits / 8);
    }

    private CType enumeration() {
        cursor.take();
        Attributes ignored = new Attributes();
        attributes(ignored);
        String name = cursor.peek().isName() ? cursor.take().text() : "";
        if (!cursor.accept("{")) {
            // without a negative constant it is unsigned
            CType known = names.tagged("enum", name);
            return known != null ? known : CType.plain("u32", 4);
        }
        long next = 0;
        boolean negative = false;
        while (!cursor.accept("}")) {
            CToken constant = cursor.take();
            if (!constant.isName()) {
                throw new CProblem(constant, "expected the name of a constant, found '" + constant.text() + "'");
            }
            if (cursor.accept("=")) {
                next = expression(List.of(",", "}"));
            }
            constants.put(constant.text(), next);
            negative |= next < 0;
            next++;
            cursor.accept(",");
        }
        attributes(ignored);
        CType type = CType.plain(negative ? "s32" : "u32", 4);
        if (!name.isEmpty()) {
            names.tag("enum", name, type);
        }
        return type;
    }

    private CType aggregate() {
        CToken keyword = cursor.take();
        if (++depth > MAX_DEPTH) {
            throw new CProblem(keyword, "structs nested too deep");
        }
        boolean union = keyword.is("union");
        Attributes attributes = new Attributes();
        attributes(attributes);
        String name = !cursor.atEnd() && cursor.peek().isName() ? cursor.take().text() : "";
        attributes(attributes);
        if (!cursor.accept("{")) {
            depth--;
            CType known = names.tagged(keyword.text(), name);
            // only a pointer may lead to one that isn't known
            return known != null ? known : new CType(name, -1, 1, null, union, false);
        }
        int body = cursor.position();
        int end = cursor.closing(keyword);
        cursor.moveTo(end + 1);
        attributes(attributes);
        int after = cursor.position();
        cursor.moveTo(body);
        CLayout layout = new CLayout(union, attributes.packed, attributes.alignment);
        while (cursor.position() < end) {
            members(layout);
        }
        cursor.moveTo(after);
        depth--;
        CType type = layout.finish(name, keyword);
        if (!name.isEmpty()) {
            names.tag(keyword.text(), name, type);
            if (!union) {
                structs.put(name, new Struct(name, type, attributes.packed, keyword));
            }
        }
        return type;
    }

    private void members(CLayout layout) {
        if (cursor.accept(";")) {
            return;
        }
        CToken place = cursor.peek();
        CType base = type();
        if (cursor.accept(";")) {
            if (base.members() != null) {
                layout.add("", base, null, null, 0, place);
            }
            return;
        }
        declarators(base, (name, type, length, token) -> {
            Integer bits = null;
            if (cursor.accept(":")) {
                bits = (int) expression(List.of(",", ";"));
            }
            Attributes attributes = new Attributes();
            attributes(attributes);
            if (type.size() < 0) {
                throw new CProblem(token, "struct '" + type.name() + "' isn't defined here");
            }
            layout.add(name, type, length, bits, attributes.packed ? 1 : attributes.alignment, token);
        });
    }

    @FunctionalInterface
    private interface Declared {
        void accept(String name, CType type, @Nullable Integer length, CToken place);
    }

    private void declarators(CType base, Declared declared) {
        Attributes ignored = new Attributes();
        do {
            CType type = base;
            attributes(ignored);
            while (cursor.accept("*") || (type.pointer() && cursor.accept("const"))) {
                type = CType.POINTER;
            }
            attributes(ignored);
            CToken place = cursor.peek();
            String name = "";
            if (cursor.accept("(")) {
                // a pointer to a function or an array
                while (!cursor.accept(")")) {
                    CToken token = cursor.take();
                    name = token.isName() ? token.text() : name;
                }
                if (cursor.accept("(")) {
                    cursor.skipBrackets();
                }
                type = CType.POINTER;
            } else if (place.isName()) {
                name = cursor.take().text();
            } else if (!place.is(":")) {
                throw new CProblem(place, "expected a name, found '" + place.text() + "'");
            }
            Integer length = null;
            while (cursor.accept("[")) {
                long one = cursor.peek().is("]") ? 0 : expression(List.of("]"));
                cursor.expect("]");
                long all = length == null ? one : length * one;
                if (all < 0 || all > Integer.MAX_VALUE) {
                    throw new CProblem(place, "array of " + all + " elements");
                }
                length = (int) all;
            }
            declared.accept(name, type, length, place);
            attributes(ignored);
            if (cursor.accept("=")) {
                expression(List.of(",", ";"));
            }
        } while (cursor.accept(","));
        cursor.expect(";");
    }

    private static final class Attributes {
        private boolean packed;
        private int alignment;
    }

    /** "__packed", "__aligned(8)", "__attribute__((packed, aligned(8)))", "__counted_by(n)" and the like. */
    private void attributes(Attributes result) {
        while (!cursor.atEnd()) {
            if (cursor.accept("__packed")) {
                result.packed = true;
            } else if (cursor.accept("__attribute__")) {
                cursor.expect("(");
                cursor.expect("(");
                while (!cursor.accept(")")) {
                    attribute(result);
                }
                cursor.expect(")");
            } else if (cursor.peek().is("__aligned")) {
                cursor.take();
                cursor.expect("(");
                result.alignment = (int) expression(List.of(")"));
                cursor.expect(")");
            } else if (cursor.peek()
                    .text()
                    .matches(
                            "__(counted_by|counted_by_le|counted_by_be|nonstring|maybe_unused|user|rcu|randomize_layout|no_randomize_layout)")) {
                cursor.take();
                if (cursor.accept("(")) {
                    cursor.skipTo(")");
                }
            } else {
                return;
            }
        }
    }

    private void attribute(Attributes result) {
        CToken word = cursor.take();
        String name = word.text().replace("_", "");
        if (name.equals("packed")) {
            result.packed = true;
        } else if (name.equals("aligned") && cursor.accept("(")) {
            result.alignment = (int) expression(List.of(")"));
            cursor.expect(")");
        } else if (cursor.accept("(")) {
            cursor.skipTo(")");
        }
    }

    /** The value of a constant, as the declarations and the page size have it. */
    Optional<Long> constant(String name) {
        return switch (name) {
            case "PAGE_SIZE" -> Optional.of((long) pageSize);
            case "PAGE_SHIFT" -> Optional.of((long) Integer.numberOfTrailingZeros(pageSize));
            case "PAGE_MASK" -> Optional.of(-(long) pageSize);
            case "BITS_PER_BYTE" -> Optional.of(8L);
            case "BITS_PER_LONG" -> Optional.of(64L);
            default -> Optional.ofNullable(constants.get(name));
        };
    }

    /** The value of tokens that are already expanded. */
    long evaluate(List<CToken> expression, CToken place) {
        return new CExpression(expression, this::constant, this::sizeOf).value(place);
    }

    private long sizeOf(List<CToken> type, CToken place) {
        CParser inner = new CParser(type, pageSize, names, constants);
        CType base = inner.type();
        while (inner.cursor.accept("*")) {
            base = CType.POINTER;
        }
        if (!inner.cursor.atEnd() || base.size() < 0) {
            throw new CProblem(place, "size of an unknown type");
        }
        return base.size();
    }

    private long expression(List<String> ends) {
        CToken place = cursor.peek();
        return evaluate(cursor.upTo(ends), place);
    }
}
