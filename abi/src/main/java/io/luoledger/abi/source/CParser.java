package io.luoledger.abi.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the declarations of a header and lays the structs out as gcc does on a 64-bit machine: natural alignment or
 * packed, bit-fields, nested and anonymous structs and unions, flexible arrays, enums. A declaration that it doesn't
 * understand is reported with its place and left out.
 */
final class CParser {
    /** A struct with its place: the keyword, and the line that closes it. */
    record Struct(String name, CType type, boolean packed, CToken at, int endLine) {}

    /** An enum in which some constant has no value of its own, the first of these. */
    record Unvalued(String name, CToken constant) {}

    private static final Set<String> ASSERTIONS = Set.of("static_assert", "_Static_assert", "BUILD_BUG_ON");
    private static final Set<String> BEGINNINGS =
            Set.of("struct", "union", "enum", "typedef", "static", "extern", "inline", "const", "volatile");
    private static final List<String> INTEGER_WORDS =
            List.of("unsigned", "signed", "char", "short", "int", "long", "_Bool", "bool", "__signed__");

    private static final int MAX_DEPTH = 32;
    /** No {@code #pragma pack} in force. */
    private static final int UNBOUNDED = 1 << 20;

    private final CCursor cursor;
    private final CTypeNames names;
    private final CConstants constants;
    private final int outerDepth;
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final List<Unvalued> unvalued = new ArrayList<>();
    private final List<CProblem> problems = new ArrayList<>();
    private final Set<String> understood = new HashSet<>();
    private final Deque<Integer> packs = new ArrayDeque<>();
    private int pack = UNBOUNDED;
    private int depth;

    CParser(List<CToken> tokens, CMachine machine) {
        this(tokens, new CTypeNames(machine), new CConstants(machine), 0);
    }

    private CParser(List<CToken> tokens, CTypeNames names, CConstants constants, int depth) {
        this.cursor = new CCursor(tokens);
        this.names = names;
        this.constants = constants;
        this.outerDepth = depth;
        this.depth = depth;
    }

    Map<String, Struct> structs() {
        return structs;
    }

    /** The numbers of its enums. */
    CConstants constants() {
        return constants;
    }

    /** Enums of which a constant more would renumber the rest. */
    List<Unvalued> unvalued() {
        return unvalued;
    }

    List<CProblem> problems() {
        return problems;
    }

    /** Files with at least one declaration, though something in it may not be understood. */
    Set<String> understood() {
        return understood;
    }

    void parse() {
        while (!cursor.atEnd()) {
            int start = cursor.position();
            depth = outerDepth;
            CToken first = cursor.peek();
            try {
                declaration();
                understood.add(first.file());
            } catch (CProblem problem) {
                if (BEGINNINGS.contains(first.text())) {
                    understood.add(first.file());
                }
                problems.add(problem);
                if (problem.isLimit()) {
                    return;
                }
                cursor.recover(start);
            }
        }
    }

    private void declaration() {
        CToken first = cursor.peek();
        if (cursor.accept(";") || asserts() || packs()) {
            return;
        }
        if (first.is("MODULE_LICENSE")) {
            cursor.skipFunction();
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
        boolean strange = cursor.looksAt(1).isName() && cursor.looksAt(2).is("{") && !isTypeWord(first);
        if (!first.isName() || strange) {
            throw CProblem.syntax(first, "expected a declaration, found '" + first.text() + "'");
        }
        type();
        if (cursor.accept(";")) {
            return;
        }
        CToken next = cursor.peek();
        boolean declares = next.is("*") || next.is("(") || (next.isName() && !isTypeWord(next));
        if (!declares) {
            throw CProblem.syntax(next, "expected ';', found '" + next.text() + "'");
        }
        cursor.skipFunction();
    }

    /** Whether a declaration or a type can begin with it. */
    private boolean isTypeWord(CToken token) {
        return INTEGER_WORDS.contains(token.text())
                || BEGINNINGS.contains(token.text())
                || names.typedef(token.text()) != null;
    }

    /** An assertion; one that can be worked out and doesn't hold means that the layout isn't what it seems. */
    private boolean asserts() {
        CToken word = cursor.peek();
        if (!ASSERTIONS.contains(word.text()) || !word.isName()) {
            return false;
        }
        cursor.take();
        cursor.expect("(");
        List<CToken> condition = cursor.upTo(List.of(",", ")"));
        cursor.skipBrackets();
        cursor.expect(";");
        boolean forbids = word.is("BUILD_BUG_ON");
        try {
            boolean holds = evaluate(condition, word) != 0;
            if (holds == forbids) {
                problems.add(CProblem.unknown(word, word.text() + " doesn't hold for what is read here"));
            }
        } catch (CProblem problem) {
            if (problem.isLimit()) {
                throw problem;
            }
            // about something of another header
        }
        return true;
    }

    /** {@code #pragma pack}: the largest alignment that members have from here on. */
    private boolean packs() {
        if (!cursor.accept(CPreprocessor.PACK)) {
            return false;
        }
        cursor.expect("(");
        if (cursor.accept(")")) {
            pack = UNBOUNDED;
            return true;
        }
        while (!cursor.accept(")")) {
            CToken word = cursor.take();
            if (word.is("push")) {
                packs.push(pack);
            } else if (word.is("pop")) {
                pack = packs.isEmpty() ? UNBOUNDED : packs.pop();
            } else if (word.kind() == CToken.Kind.NUMBER) {
                pack = (int) Math.max(1, evaluate(List.of(word), word));
            } else if (!word.is(",")) {
                throw CProblem.unknown(word, "#pragma pack(" + word.text() + ") isn't understood");
            }
        }
        return true;
    }

    private CType type() {
        CAttributes ignored = attributes();
        while (cursor.accept("const") || cursor.accept("volatile") || cursor.accept("__restrict")) {
            ignored.read();
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
            throw CProblem.unknown(token, "typeof isn't understood");
        }
        if (!token.isName()) {
            throw CProblem.syntax(token, "expected a type, found '" + token.text() + "'");
        }
        cursor.take();
        CType type = names.typedef(token.text());
        if (type == null && token.is(CTypeNames.CPUMASK)) {
            throw CProblem.unknown(
                    token,
                    "size of " + CTypeNames.CPUMASK
                            + " depends on CONFIG_NR_CPUS, which nobody told; tell it with -D CONFIG_NR_CPUS=N");
        }
        if (type == null) {
            throw CProblem.unknown(token, "unknown type '" + token.text() + "'");
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
        return CType.integer(words);
    }

    private CType enumeration() {
        cursor.take();
        CAttributes attributes = attributes();
        String name = cursor.peek().isName() ? cursor.take().text() : "";
        CType fixed = cursor.accept(":") ? type() : null;
        if (!cursor.accept("{")) {
            // without a negative constant it is unsigned
            CType known = fixed == null ? names.tagged("enum", name) : fixed;
            return known != null ? known : CType.plain("u32", 4);
        }
        long next = 0;
        long least = 0;
        long most = 0;
        CToken bare = null;
        while (!cursor.accept("}")) {
            CToken constant = cursor.take();
            if (!constant.isName()) {
                throw CProblem.syntax(constant, "expected the name of a constant, found '" + constant.text() + "'");
            }
            if (cursor.accept("=")) {
                next = expression(List.of(",", "}"));
            } else if (bare == null) {
                bare = constant;
            }
            constants.put(constant, next);
            least = Math.min(least, next);
            most = Math.max(most, next);
            next++;
            if (!cursor.accept(",") && !cursor.peek().is("}")) {
                throw CProblem.syntax(
                        cursor.peek(), "expected ',', found '" + cursor.peek().text() + "'");
            }
        }
        if (bare != null) {
            unvalued.add(new Unvalued(name.isEmpty() ? bare.text() : name, bare));
        }
        attributes.read();
        CType type = fixed == null ? CType.enumeration(least, most, attributes.packed()) : fixed;
        if (!name.isEmpty()) {
            names.tag("enum", name, type);
        }
        return type;
    }

    private CType aggregate() {
        CToken keyword = cursor.take();
        if (++depth > MAX_DEPTH) {
            throw CProblem.limit(keyword, "structs nested too deep");
        }
        boolean union = keyword.is("union");
        CAttributes attributes = attributes();
        String name = !cursor.atEnd() && cursor.peek().isName() ? cursor.take().text() : "";
        attributes.read();
        if (!cursor.accept("{")) {
            depth--;
            CType known = names.tagged(keyword.text(), name);
            // only a pointer may lead to one that isn't known
            return known != null ? known : CType.aggregate(name, -1, 1, null, union);
        }
        int body = cursor.position();
        int end = cursor.closing(keyword);
        cursor.moveTo(end + 1);
        attributes.read();
        int after = cursor.position();
        cursor.moveTo(body);
        boolean packed = attributes.packed() || pack == 1;
        CLayout layout = new CLayout(union, packed, pack, attributes.alignment());
        while (cursor.position() < end) {
            members(layout);
        }
        int endLine = cursor.peek().line();
        cursor.moveTo(after);
        depth--;
        CType type = layout.finish(name, keyword);
        if (!name.isEmpty()) {
            names.tag(keyword.text(), name, type);
            if (!union) {
                structs.put(name, new Struct(name, type, packed, keyword, endLine));
            }
        }
        return type;
    }

    private void members(CLayout layout) {
        if (cursor.accept(";") || asserts() || packs()) {
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
            CAttributes attributes = attributes();
            if (type.size() < 0) {
                throw CProblem.unknown(token, "struct '" + type.name() + "' isn't defined here");
            }
            layout.add(name, type, length, bits, attributes.packed() ? 1 : attributes.alignment(), token);
        });
    }

    @FunctionalInterface
    private interface Declared {
        void accept(String name, CType type, @Nullable Integer length, CToken place);
    }

    private void declarators(CType base, Declared declared) {
        CAttributes ignored = new CAttributes(cursor, this::expression);
        do {
            CType type = base;
            ignored.read();
            while (cursor.peek().is("*") || (type.pointer() && cursor.peek().is("const"))) {
                type = cursor.take().is("*") ? type.pointed() : type;
            }
            ignored.read();
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
                throw CProblem.syntax(place, "expected a name, found '" + place.text() + "'");
            }
            Integer length = null;
            while (cursor.accept("[")) {
                long one = cursor.peek().is("]") ? 0 : expression(List.of("]"));
                cursor.expect("]");
                long all = length == null ? one : length * one;
                if (all < 0 || all > Integer.MAX_VALUE) {
                    throw CProblem.unknown(place, "array of " + all + " elements");
                }
                length = (int) all;
            }
            declared.accept(name, type, length, place);
            strangeAttributes();
            if (cursor.accept("=")) {
                expression(List.of(",", ";"));
            }
        } while (cursor.accept(","));
        cursor.expect(";");
    }

    private CAttributes attributes() {
        return new CAttributes(cursor, this::expression).read();
    }

    /** Behind a name nothing else can stand: what looks like an attribute is one, and may change the layout. */
    private void strangeAttributes() {
        attributes();
        CToken next = cursor.peek();
        if (next.isName() && next.text().startsWith("__") && names.typedef(next.text()) == null) {
            throw CProblem.unknown(next, "unknown attribute '" + next.text() + "'");
        }
    }

    /** The value of tokens that are already expanded. */
    long evaluate(List<CToken> expression, CToken place) {
        return new CExpression(expression, constants::value, this::sizeOf).value(place);
    }

    private long sizeOf(List<CToken> type, CToken place) {
        CParser inner = new CParser(type, names, constants, depth + 1);
        CType base = inner.type();
        while (inner.cursor.accept("*")) {
            base = base.pointed();
        }
        if (!inner.cursor.atEnd() || base.size() < 0) {
            throw CProblem.unknown(place, "size of an unknown type");
        }
        return base.size();
    }

    private long expression(List<String> ends) {
        CToken place = cursor.peek();
        return evaluate(cursor.upTo(ends), place);
    }
}
