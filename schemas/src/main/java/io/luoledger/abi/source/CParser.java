package io.luoledger.abi.source;

import java.util.ArrayList;
import java.util.HashMap;
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
    /**
     * A type with its bytes.
     *
     * @param members null for what has none
     */
    record CType(
            String name, long size, int alignment, @Nullable List<Member> members, boolean union, boolean pointer) {
        static CType plain(String name, long size) {
            return new CType(name, size, (int) size, null, false, false);
        }

        boolean isAnonymous() {
            return members != null && name.isEmpty();
        }
    }

    /** A member; bits null when it isn't a bit-field, length null when it isn't an array. */
    record Member(
            String name,
            CType type,
            @Nullable Integer length,
            long firstBit,
            @Nullable Integer bits) {}

    /** A struct with its place. */
    record Struct(String name, CType type, boolean packed, CToken at) {}

    private static final List<String> INTEGER_WORDS =
            List.of("unsigned", "signed", "char", "short", "int", "long", "_Bool", "bool", "__signed__");

    private static final int MAX_DEPTH = 32;

    private final List<CToken> tokens;
    private final int pageSize;
    private final Map<String, CType> typedefs = new HashMap<>();
    private final Map<String, CType> tagged = new HashMap<>();
    private final Map<String, Long> constants = new LinkedHashMap<>();
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int at;
    private int depth;

    CParser(List<CToken> tokens, int pageSize) {
        this.tokens =
                tokens.stream().filter(token -> token.kind() != CToken.Kind.END).toList();
        this.pageSize = pageSize;
        for (int bits : new int[] {8, 16, 32, 64}) {
            for (String prefix : List.of("", "__")) {
                typedefs.put(prefix + "u" + bits, CType.plain("u" + bits, bits / 8));
                typedefs.put(prefix + "s" + bits, CType.plain("s" + bits, bits / 8));
                typedefs.put(prefix + "le" + bits, CType.plain("le" + bits, bits / 8));
                typedefs.put(prefix + "be" + bits, CType.plain("be" + bits, bits / 8));
            }
            typedefs.put("uint" + bits + "_t", CType.plain("u" + bits, bits / 8));
            typedefs.put("int" + bits + "_t", CType.plain("s" + bits, bits / 8));
        }
        for (String wide : List.of("phys_addr_t", "size_t", "dma_addr_t", "pgoff_t", "uintptr_t", "__aligned_u64")) {
            typedefs.put(wide, CType.plain("u64", 8));
        }
        typedefs.put("loff_t", CType.plain("s64", 8));
        typedefs.put("void", CType.plain("void", 1));
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
        while (at < tokens.size()) {
            int start = at;
            depth = 0;
            try {
                declaration();
            } catch (CProblem problem) {
                problems.add(problem.getMessage());
                recover(start);
            }
        }
    }

    /** Behind the declaration that wasn't understood. */
    private void recover(int start) {
        at = start;
        int open = 0;
        while (at < tokens.size()) {
            CToken token = tokens.get(at++);
            open += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (open <= 0 && token.is(";")) {
                return;
            }
        }
    }

    private void declaration() {
        CToken first = peek();
        if (accept(";")) {
            return;
        }
        if (first.is("static_assert")
                || first.is("_Static_assert")
                || first.is("BUILD_BUG_ON")
                || first.is("MODULE_LICENSE")) {
            skipTo(";");
            return;
        }
        if (accept("typedef")) {
            CType base = type();
            declarators(base, (name, type, length, place) -> typedefs.put(name, array(type, length)));
            return;
        }
        if (first.is("static") || first.is("extern") || first.is("inline") || first.is("__always_inline")) {
            skipFunction();
            return;
        }
        CType base = type();
        if (accept(";")) {
            return;
        }
        if (base.members() == null) {
            skipFunction();
            return;
        }
        skipTo(";");
    }

    /** A function or variable: its body or initialiser doesn't matter. */
    private void skipFunction() {
        int open = 0;
        while (at < tokens.size()) {
            CToken token = tokens.get(at++);
            if (token.is("{") || token.is("(")) {
                open++;
            } else if (token.is("}") || token.is(")")) {
                open--;
                if (open == 0 && token.is("}")) {
                    accept(";");
                    return;
                }
            } else if (open == 0 && token.is(";")) {
                return;
            }
        }
    }

    private void skipTo(String end) {
        while (at < tokens.size() && !tokens.get(at++).is(end)) {
            // skipped
        }
    }

    private CType type() {
        Attributes ignored = new Attributes();
        attributes(ignored);
        while (accept("const") || accept("volatile") || accept("__restrict")) {
            attributes(ignored);
        }
        CToken token = peek();
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
        take();
        CType type = typedefs.get(token.text());
        if (type == null) {
            throw new CProblem(token, "unknown type '" + token.text() + "'");
        }
        while (accept("const") || accept("volatile")) {
            // qualifiers don't change the bytes
        }
        return type;
    }

    private CType integer() {
        List<String> words = new ArrayList<>();
        while (at < tokens.size() && (INTEGER_WORDS.contains(peek().text()) || peek().is("const"))) {
            words.add(take().text());
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
        take();
        Attributes ignored = new Attributes();
        attributes(ignored);
        String name = peek().isName() ? take().text() : "";
        if (!accept("{")) {
            // without a negative constant it is unsigned
            return tagged.getOrDefault("enum " + name, CType.plain("u32", 4));
        }
        long next = 0;
        boolean negative = false;
        while (!accept("}")) {
            CToken constant = take();
            if (!constant.isName()) {
                throw new CProblem(constant, "expected the name of a constant, found '" + constant.text() + "'");
            }
            if (accept("=")) {
                next = expression(List.of(",", "}"));
            }
            constants.put(constant.text(), next);
            negative |= next < 0;
            next++;
            accept(",");
        }
        attributes(ignored);
        CType type = CType.plain(negative ? "s32" : "u32", 4);
        if (!name.isEmpty()) {
            tagged.put("enum " + name, type);
        }
        return type;
    }

    private CType aggregate() {
        CToken keyword = take();
        if (++depth > MAX_DEPTH) {
            throw new CProblem(keyword, "structs nested too deep");
        }
        boolean union = keyword.is("union");
        Attributes attributes = new Attributes();
        attributes(attributes);
        String name = at < tokens.size() && peek().isName() ? take().text() : "";
        attributes(attributes);
        if (!accept("{")) {
            depth--;
            CType known = tagged.get(keyword.text() + " " + name);
            // only a pointer may lead to one that isn't known
            return known != null ? known : new CType(name, -1, 1, null, union, false);
        }
        int body = at;
        int end = closing(keyword);
        at = end + 1;
        attributes(attributes);
        int after = at;
        at = body;
        CLayout layout = new CLayout(union, attributes.packed, attributes.alignment);
        while (at < end) {
            members(layout);
        }
        at = after;
        depth--;
        CType type = layout.finish(name, keyword);
        if (!name.isEmpty()) {
            tagged.put(keyword.text() + " " + name, type);
            if (!union) {
                structs.put(name, new Struct(name, type, attributes.packed, keyword));
            }
        }
        return type;
    }

    private int closing(CToken keyword) {
        int open = 1;
        for (int i = at; i < tokens.size(); i++) {
            open += tokens.get(i).is("{") ? 1 : tokens.get(i).is("}") ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw new CProblem(keyword, keyword.text() + " without an end");
    }

    private void members(CLayout layout) {
        if (accept(";")) {
            return;
        }
        CToken place = peek();
        CType base = type();
        if (accept(";")) {
            if (base.members() != null) {
                layout.add("", base, null, null, 0, place);
            }
            return;
        }
        declarators(base, (name, type, length, token) -> {
            Integer bits = null;
            if (accept(":")) {
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
            while (accept("*") || (type.pointer() && accept("const"))) {
                type = new CType("ptr", 8, 8, null, false, true);
            }
            attributes(ignored);
            CToken place = peek();
            String name = "";
            if (accept("(")) {
                // a pointer to a function or an array
                while (!accept(")")) {
                    CToken token = take();
                    name = token.isName() ? token.text() : name;
                }
                if (accept("(")) {
                    int open = 1;
                    while (open > 0) {
                        CToken token = take();
                        open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
                    }
                }
                type = new CType("ptr", 8, 8, null, false, true);
            } else if (place.isName()) {
                name = take().text();
            } else if (!place.is(":")) {
                throw new CProblem(place, "expected a name, found '" + place.text() + "'");
            }
            Integer length = null;
            while (accept("[")) {
                long one = peek().is("]") ? 0 : expression(List.of("]"));
                expect("]");
                long all = length == null ? one : length * one;
                if (all < 0 || all > Integer.MAX_VALUE) {
                    throw new CProblem(place, "array of " + all + " elements");
                }
                length = (int) all;
            }
            declared.accept(name, type, length, place);
            attributes(ignored);
            if (accept("=")) {
                expression(List.of(",", ";"));
            }
        } while (accept(","));
        expect(";");
    }

    private static CType array(CType type, @Nullable Integer length) {
        return length == null
                ? type
                : new CType(
                        type.name() + "[" + length + "]", type.size() * length, type.alignment(), null, false, false);
    }

    private static final class Attributes {
        private boolean packed;
        private int alignment;
    }

    /** "__packed", "__aligned(8)", "__attribute__((packed, aligned(8)))", "__counted_by(n)" and the like. */
    private void attributes(Attributes result) {
        while (at < tokens.size()) {
            if (accept("__packed")) {
                result.packed = true;
            } else if (accept("__attribute__")) {
                expect("(");
                expect("(");
                while (!accept(")")) {
                    attribute(result);
                }
                expect(")");
            } else if (peek().is("__aligned")) {
                take();
                expect("(");
                result.alignment = (int) expression(List.of(")"));
                expect(")");
            } else if (peek().text()
                    .matches(
                            "__(counted_by|counted_by_le|counted_by_be|nonstring|maybe_unused|user|rcu|randomize_layout|no_randomize_layout)")) {
                take();
                if (accept("(")) {
                    skipTo(")");
                }
            } else {
                return;
            }
        }
    }

    private void attribute(Attributes result) {
        CToken word = take();
        String name = word.text().replace("_", "");
        if (name.equals("packed")) {
            result.packed = true;
        } else if (name.equals("aligned") && accept("(")) {
            result.alignment = (int) expression(List.of(")"));
            expect(")");
        } else if (accept("(")) {
            skipTo(")");
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
        CParser inner = new CParser(type, pageSize);
        inner.typedefs.putAll(typedefs);
        inner.tagged.putAll(tagged);
        inner.constants.putAll(constants);
        CType base = inner.type();
        while (inner.accept("*")) {
            base = new CType("ptr", 8, 8, null, false, true);
        }
        if (inner.at < inner.tokens.size() || base.size() < 0) {
            throw new CProblem(place, "size of an unknown type");
        }
        return base.size();
    }

    private long expression(List<String> ends) {
        CToken place = peek();
        List<CToken> part = new ArrayList<>();
        int open = 0;
        while (at < tokens.size() && !(open == 0 && ends.contains(peek().text()))) {
            CToken token = take();
            open += token.is("(") || token.is("[") ? 1 : token.is(")") || token.is("]") ? -1 : 0;
            part.add(token);
        }
        return evaluate(part, place);
    }

    private CToken peek() {
        if (at >= tokens.size()) {
            throw new CProblem(tokens.isEmpty() ? NOWHERE : tokens.getLast(), "the text ends too early");
        }
        return tokens.get(at);
    }

    private static final CToken NOWHERE = new CToken(CToken.Kind.END, "", false, "?", 0, java.util.Set.of());

    private CToken take() {
        CToken token = peek();
        at++;
        return token;
    }

    private boolean accept(String text) {
        if (at < tokens.size() && tokens.get(at).is(text)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String text) {
        CToken token = peek();
        if (!accept(text)) {
            throw new CProblem(token, "expected '" + text + "', found '" + token.text() + "'");
        }
    }
}
