package io.luoledger.abi.source;

import io.luoledger.abi.source.CExpression.Extent;
import io.luoledger.abi.source.CType.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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

    private static final List<String> BIT_FIELD_ENDS =
            Stream.concat(Stream.of(",", ";"), CAttributes.WORDS.stream()).toList();

    private static final int MAX_DEPTH = 32;

    private final CCursor cursor;
    private final CTypeNames names;
    private final CConstants constants;
    private final int outerDepth;
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final Map<CToken, List<CToken>> variables = new LinkedHashMap<>();
    private final List<Unvalued> unvalued = new ArrayList<>();
    private final List<CProblem> problems = new ArrayList<>();
    private final Set<String> understood = new HashSet<>();
    private final Deque<Integer> packs = new ArrayDeque<>();
    private int pack = CLayout.UNBOUNDED;
    private int depth;
    /** The last struct without a name. */
    private @Nullable Struct unnamed;

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

    /** The values of variables that never change, by their names. */
    Map<CToken, List<CToken>> variables() {
        return variables;
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
            CAttributes specifiers = noAttributes();
            CType base = type(specifiers);
            declarators(
                    base,
                    specifiers,
                    (one, attributes) -> names.define(
                            one.name(), defined(one).aligned(attributes.read().alignment())));
            return;
        }
        variable();
        if (first.is("static") || first.is("extern") || first.is("inline") || first.is("__always_inline")) {
            cursor.skipFunction();
            return;
        }
        boolean strange = cursor.looksAt(1).isName() && cursor.looksAt(2).is("{") && !isTypeWord(first);
        if (!first.isName() || strange) {
            throw CProblem.syntax(first, "expected a declaration, found '" + first.text() + "'");
        }
        type(noAttributes());
        if (cursor.accept(";")) {
            return;
        }
        CToken next = cursor.peek();
        if (isStrange(next) && (cursor.looksAt(1).is(";") || next.text().contains("align"))) {
            throw strange(next);
        }
        boolean declares = next.is("*") || next.is("(") || (next.isName() && !isTypeWord(next));
        if (!declares) {
            throw CProblem.syntax(next, "expected ';', found '" + next.text() + "'");
        }
        cursor.skipFunction();
    }

    /** A constant with a value, as {@code static const char name[] = "value"}: it is only looked at. */
    private void variable() {
        CToken name = null;
        boolean fixed = false;
        for (int i = 0; cursor.looksAt(i).kind() != CToken.Kind.END; i++) {
            CToken token = cursor.looksAt(i);
            if (fixed && name != null && token.is("=")) {
                int value = i + 1;
                while (!cursor.looksAt(i).is(";") && cursor.looksAt(i).kind() != CToken.Kind.END) {
                    i++;
                }
                variables.put(name, cursor.between(value, i));
                return;
            }
            if (token.is("(") || token.is("{") || token.is(";")) {
                return;
            }
            fixed |= token.is("const");
            name = token.isName() && !CAttributes.WORDS.contains(token.text()) ? token : name;
        }
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
            pack = CLayout.UNBOUNDED;
            return true;
        }
        while (!cursor.accept(")")) {
            CToken word = cursor.take();
            if (word.is("push")) {
                packs.push(pack);
            } else if (word.is("pop")) {
                pack = packs.isEmpty() ? CLayout.UNBOUNDED : packs.pop();
            } else if (word.kind() == CToken.Kind.NUMBER) {
                pack = (int) Math.max(1, evaluate(List.of(word), word));
            } else if (!word.is(",")) {
                throw CProblem.unknown(word, "#pragma pack(" + word.text() + ") isn't understood");
            }
        }
        return true;
    }

    /** @param specifiers takes what is asked of each thing that is declared with the type */
    private CType type(CAttributes specifiers) {
        qualifiers(specifiers);
        CType type = unqualified(specifiers);
        qualifiers(specifiers);
        return type;
    }

    /** They don't change the bytes; the attributes among them may. */
    private void qualifiers(CAttributes specifiers) {
        do {
            specifiers.read();
        } while (cursor.accept("const") || cursor.accept("volatile") || cursor.accept("__restrict"));
    }

    private CType unqualified(CAttributes specifiers) {
        CToken token = cursor.peek();
        if (token.is("struct") || token.is("union")) {
            return aggregate(specifiers);
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
        return defined(type);
    }

    /** Of a typedef that stands before its struct, the struct. */
    private CType defined(CType type) {
        CType later = type.size() >= 0 ? null : names.tagged(type.union() ? "union" : "struct", type.name());
        return later == null ? type : later;
    }

    /** What a typedef stands for: a struct without a name of its own goes by the typedef's. */
    private CType defined(Declarator typedef) {
        Struct bare = unnamed;
        boolean struct = typedef.type().isAnonymous() && !typedef.type().union() && typedef.length() == null;
        if (bare == null || !struct) {
            return typedef.type().array(typedef.length());
        }
        CType named = bare.type().named(typedef.name());
        struct(new Struct(typedef.name(), named, bare.packed(), bare.at(), bare.endLine()));
        return named;
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
        CType fixed = cursor.accept(":") ? type(noAttributes()) : null;
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

    /** @param specifiers takes what stands behind the name of one that is defined elsewhere */
    private CType aggregate(CAttributes specifiers) {
        CToken keyword = cursor.take();
        if (++depth > MAX_DEPTH) {
            throw CProblem.limit(keyword, "structs nested too deep");
        }
        boolean union = keyword.is("union");
        CAttributes attributes = attributes();
        String name = !cursor.atEnd() && cursor.peek().isName() ? cursor.take().text() : "";
        CAttributes behind = attributes();
        if (!cursor.accept("{")) {
            depth--;
            specifiers.add(behind);
            CType known = names.tagged(keyword.text(), name);
            // only a pointer may lead to one that isn't known
            return known != null ? known : CType.aggregate(name, -1, 1, null, union);
        }
        attributes.add(behind);
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
        }
        Struct struct = new Struct(name, type, packed, keyword, endLine);
        if (!union && name.isEmpty()) {
            unnamed = struct;
        } else if (!union) {
            struct(struct);
        }
        return type;
    }

    private void struct(Struct struct) {
        Struct before = structs.put(struct.name(), struct);
        if (before != null && !before.type().liesAs(struct.type())) {
            problems.add(CProblem.unknown(
                    struct.at(),
                    "struct " + struct.name() + " is another one than at "
                            + before.at().place() + ": which of them is handed over can't be told"));
        }
    }

    private void members(CLayout layout) {
        if (cursor.accept(";") || asserts() || packs()) {
            return;
        }
        CToken place = cursor.peek();
        CAttributes specifiers = noAttributes();
        CType base = type(specifiers);
        if (cursor.accept(";")) {
            if (base.members() != null) {
                layout.add("", base, null, null, specifiers, place);
            }
            return;
        }
        declarators(base, specifiers, (one, attributes) -> {
            Integer bits = cursor.accept(":") ? Integer.valueOf((int) expression(BIT_FIELD_ENDS)) : null;
            attributes.read();
            if (one.type().size() < 0) {
                throw CProblem.unknown(one.place(), "struct '" + one.type().name() + "' isn't defined here");
            }
            layout.add(one.name(), one.type(), one.length(), bits, attributes, one.place());
        });
    }

    /** What a declarator says; the length is null when it isn't an array. */
    private record Declarator(
            String name, CType type, @Nullable Integer length, CToken place) {}

    @FunctionalInterface
    private interface Declared {
        /** @param attributes those read so far; those behind are still to be read */
        void accept(Declarator declarator, CAttributes attributes);
    }

    private void declarators(CType base, CAttributes specifiers, Declared declared) {
        do {
            CAttributes attributes = noAttributes().add(specifiers);
            CType type = base;
            attributes.read();
            while (cursor.peek().is("*") || (type.pointer() && cursor.peek().is("const"))) {
                type = cursor.take().is("*") ? type.pointed() : type;
                attributes.read();
            }
            declared.accept(declarator(type), attributes);
            if (isStrange(cursor.peek()) && names.typedef(cursor.peek().text()) == null) {
                throw strange(cursor.peek());
            }
            if (cursor.accept("=")) {
                expression(List.of(",", ";"));
            }
        } while (cursor.accept(","));
        cursor.expect(";");
    }

    private Declarator declarator(CType type) {
        CToken place = cursor.peek();
        if (cursor.accept("(")) {
            return pointer(place);
        }
        if (!place.isName() && !place.is(":")) {
            throw CProblem.syntax(place, "expected a name, found '" + place.text() + "'");
        }
        CToken next = cursor.looksAt(1);
        boolean attribute = next.isName() && !CAttributes.WORDS.contains(next.text());
        if (isStrange(place) && (attribute || place.text().contains("align"))) {
            throw strange(place);
        }
        String name = place.isName() ? cursor.take().text() : "";
        if (cursor.accept("(")) {
            // a function has no bytes; what points to it has
            cursor.skipBrackets();
            return new Declarator(name, CType.aggregate(name, -1, 1, null, false), null, place);
        }
        return new Declarator(name, type, lengths(place), place);
    }

    /** A pointer to a function or an array: how many of them stands inside the parenthesis, behind the name. */
    private Declarator pointer(CToken place) {
        if (!cursor.peek().is("*")) {
            throw CProblem.unknown(place, "a name in parentheses that isn't a pointer's");
        }
        while (cursor.accept("*") || cursor.accept("const") || cursor.accept("volatile")) {
            attributes();
        }
        String name = cursor.peek().isName() ? cursor.take().text() : "";
        Integer length = lengths(place);
        if (!cursor.accept(")")) {
            throw CProblem.unknown(
                    cursor.peek(), "expected ')', found '" + cursor.peek().text() + "'");
        }
        if (cursor.accept("(")) {
            cursor.skipBrackets();
        }
        lengths(place);
        return new Declarator(name, CType.POINTER, length, place);
    }

    /** The elements that brackets make, of all dimensions; null without any. */
    private @Nullable Integer lengths(CToken place) {
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
        return length;
    }

    private CAttributes noAttributes() {
        return new CAttributes(cursor, this::expression);
    }

    private CAttributes attributes() {
        return noAttributes().read();
    }

    /** Whether it looks like an attribute, which may change the layout. */
    private static boolean isStrange(CToken token) {
        return token.isName() && token.text().startsWith("__");
    }

    private static CProblem strange(CToken attribute) {
        return CProblem.unknown(attribute, "unknown attribute '" + attribute.text() + "'");
    }

    /** The value of tokens that are already expanded. */
    long evaluate(List<CToken> expression, CToken place) {
        return new CExpression(expression, constants::value, this::extent).value(place);
    }

    private Extent extent(List<CToken> type, List<CToken> member, CToken place) {
        if (type.isEmpty() || !type.getFirst().isName()) {
            throw CProblem.unknown(place, place.text() + " of something else than a type");
        }
        CParser inner = new CParser(type, names, constants, depth + 1);
        CType base = inner.type(inner.noAttributes());
        while (inner.cursor.accept("*")) {
            base = base.pointed();
        }
        CType whole = base.array(inner.lengths(place));
        if (!inner.cursor.atEnd() || base.size() < 0) {
            throw CProblem.unknown(place, "size of an unknown type");
        }
        long offset = 0;
        for (CToken name : member) {
            if (!name.is(".")) {
                Member found = whole.member(name.text())
                        .filter(one -> one.bits() == null)
                        .orElseThrow(() -> CProblem.unknown(name, "no place of a member '" + name.text() + "'"));
                offset += found.firstBit() / 8;
                whole = found.type().array(found.length());
            }
        }
        return new Extent(offset, whole.size(), whole.alignment());
    }

    private long expression(List<String> ends) {
        CToken place = cursor.peek();
        return evaluate(cursor.upTo(ends), place);
    }
}
