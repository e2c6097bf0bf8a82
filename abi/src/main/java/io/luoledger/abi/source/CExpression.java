package io.luoledger.abi.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates a constant expression: C's operators, sizeof, and the kernel's helpers such as ALIGN and DIV_ROUND_UP. */
final class CExpression {
    /** Where something lies in a struct, and how; of a type as such the offset is 0. Unit: bytes */
    record Extent(long offset, long size, int alignment) {}

    /** The extents of a type that is written out, or of a member of it where one is named. */
    @FunctionalInterface
    interface Types {
        Extent of(List<CToken> type, List<CToken> member, CToken place);
    }

    private static final Map<String, ToLongFunction<Extent>> OF_A_TYPE = Map.of(
            "sizeof", Extent::size,
            "_Alignof", Extent::alignment,
            "__alignof__", Extent::alignment,
            "__alignof", Extent::alignment);

    private static final Map<String, ToLongFunction<Extent>> OF_A_MEMBER = Map.of(
            "sizeof_field", Extent::size,
            "offsetof", Extent::offset,
            "__builtin_offsetof", Extent::offset,
            "offsetofend", extent -> extent.offset() + extent.size());

    private static final List<List<String>> LEVELS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<", ">", "<=", ">="),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private static final Map<String, LongBinaryOperator> OPERATORS = Map.ofEntries(
            Map.entry("||", (a, b) -> a != 0 || b != 0 ? 1 : 0),
            Map.entry("&&", (a, b) -> a != 0 && b != 0 ? 1 : 0),
            Map.entry("|", (a, b) -> a | b),
            Map.entry("^", (a, b) -> a ^ b),
            Map.entry("&", (a, b) -> a & b),
            Map.entry("==", (a, b) -> a == b ? 1 : 0),
            Map.entry("!=", (a, b) -> a != b ? 1 : 0),
            Map.entry("<", (a, b) -> a < b ? 1 : 0),
            Map.entry(">", (a, b) -> a > b ? 1 : 0),
            Map.entry("<=", (a, b) -> a <= b ? 1 : 0),
            Map.entry(">=", (a, b) -> a >= b ? 1 : 0),
            Map.entry("<<", (a, b) -> a << b),
            // what headers shift is unsigned, a mask of all ones above all
            Map.entry(">>", (a, b) -> a >>> b),
            Map.entry("+", Long::sum),
            Map.entry("-", (a, b) -> a - b),
            Map.entry("*", (a, b) -> a * b),
            Map.entry("/", (a, b) -> a / b),
            Map.entry("%", (a, b) -> a % b));

    private static final Pattern CAST =
            Pattern.compile("(__)?[us](8|16|32|64)|int|long|unsigned|signed|size_t|phys_addr_t|char|short|__force");
    private static final int MAX_DEPTH = 200;

    private final List<CToken> tokens;
    private final Function<String, Optional<Long>> names;
    private final Types types;
    private int at;
    private int depth;

    CExpression(List<CToken> tokens, Function<String, Optional<Long>> names, Types types) {
        this.tokens =
                tokens.stream().filter(token -> token.kind() != CToken.Kind.END).toList();
        this.names = names;
        this.types = types;
    }

    /** @param place for messages when there are no tokens */
    long value(CToken place) {
        if (tokens.isEmpty()) {
            throw CProblem.unknown(place, "expected a number, found nothing");
        }
        try {
            long value = conditional();
            if (at < tokens.size()) {
                CToken next = tokens.get(at);
                String message = "expected the end of the expression, found '" + next.text() + "'";
                boolean separate = next.isName() || next.kind() == CToken.Kind.NUMBER;
                throw separate ? CProblem.syntax(next, message) : CProblem.unknown(next, message);
            }
            return value;
        } catch (ArithmeticException e) {
            throw CProblem.unknown(place, "division by zero");
        }
    }

    private long conditional() {
        if (++depth > MAX_DEPTH) {
            throw tooDeep();
        }
        long condition = level(0);
        if (accept("?")) {
            long yes = conditional();
            expect(":");
            long no = conditional();
            depth--;
            return condition != 0 ? yes : no;
        }
        depth--;
        return condition;
    }

    private CProblem tooDeep() {
        return CProblem.limit(tokens.getFirst(), "expression nested too deep");
    }

    private long level(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        long left = level(level + 1);
        while (at < tokens.size()
                && LEVELS.get(level).contains(tokens.get(at).text())
                && !tokens.get(at).isName()) {
            String operator = tokens.get(at++).text();
            long right = level(level + 1);
            LongBinaryOperator operation = OPERATORS.get(operator);
            if (operation == null) {
                throw CProblem.unknown(tokens.get(at - 1), "unknown operator " + operator);
            }
            left = operation.applyAsLong(left, right);
        }
        return left;
    }

    /** Operators and casts in front of a value: the last one first. */
    private long unary() {
        Deque<UnaryOperator<Long>> before = new ArrayDeque<>();
        for (UnaryOperator<Long> one = prefix(); one != null; one = prefix()) {
            before.push(one);
            if (before.size() > MAX_DEPTH) {
                throw tooDeep();
            }
        }
        long value = primary();
        for (UnaryOperator<Long> one : before) {
            value = one.apply(value);
        }
        return value;
    }

    private @Nullable UnaryOperator<Long> prefix() {
        if (accept("-")) {
            return value -> -value;
        }
        if (accept("+")) {
            return value -> value;
        }
        if (accept("!")) {
            return value -> value == 0 ? 1L : 0L;
        }
        if (accept("~")) {
            boolean narrow = at < tokens.size() && tokens.get(at).text().matches("\\w*[0-9a-fA-F][uU]");
            return value -> narrow ? ~value & 0xffff_ffffL : ~value;
        }
        return cast();
    }

    private @Nullable UnaryOperator<Long> cast() {
        if (at >= tokens.size() || !tokens.get(at).is("(")) {
            return null;
        }
        int end = at + 1;
        while (end < tokens.size() && CAST.matcher(tokens.get(end).text()).matches()) {
            end++;
        }
        if (end == at + 1 || end >= tokens.size() || !tokens.get(end).is(")")) {
            return null;
        }
        List<String> words =
                tokens.subList(at + 1, end).stream().map(CToken::text).toList();
        at = end + 1;
        return cast(String.join(" ", words));
    }

    private static UnaryOperator<Long> cast(String type) {
        boolean unsigned = type.matches(".*\\b(unsigned|size_t|phys_addr_t|(__)?u\\d+)\\b.*");
        int away = 64 - bits(type);
        return value -> unsigned ? value << away >>> away : value << away >> away;
    }

    private static int bits(String type) {
        if (type.matches(".*(char|[us]8)\\b.*")) {
            return 8;
        }
        if (type.matches(".*(short|[us]16)\\b.*")) {
            return 16;
        }
        return type.matches(".*(long|[us]64|size_t|phys_addr_t)\\b.*") ? 64 : 32;
    }

    private long primary() {
        CToken token = take();
        if (token.kind() == CToken.Kind.NUMBER) {
            return number(token);
        }
        if (token.kind() == CToken.Kind.CHARACTER) {
            return character(token);
        }
        if (token.is("(")) {
            long value = conditional();
            expect(")");
            return value;
        }
        ToLongFunction<Extent> ofType = OF_A_TYPE.get(token.text());
        if (ofType != null) {
            return ofType(token, ofType);
        }
        ToLongFunction<Extent> ofMember = OF_A_MEMBER.get(token.text());
        if (ofMember != null) {
            return ofMember.applyAsLong(member(token));
        }
        if (token.isName()) {
            return at < tokens.size() && tokens.get(at).is("(") ? call(token) : named(token);
        }
        throw CProblem.unknown(token, "expected a number, found '" + token.text() + "'");
    }

    private long named(CToken token) {
        return names.apply(token.text())
                .orElseThrow(() -> CProblem.unknown(token, "unknown constant '" + token.text() + "'"));
    }

    private long ofType(CToken token, ToLongFunction<Extent> asked) {
        boolean parenthesised = accept("(");
        if (at < tokens.size() && tokens.get(at).kind() == CToken.Kind.STRING) {
            long length = 1;
            while (at < tokens.size() && tokens.get(at).kind() == CToken.Kind.STRING) {
                length += plain(take().text()).length();
            }
            if (parenthesised) {
                expect(")");
            }
            return length;
        }
        if (!parenthesised) {
            throw CProblem.unknown(token, token.text() + " without a parenthesis");
        }
        List<CToken> type = upToClosing();
        List<String> words = type.stream().map(CToken::text).toList();
        int arrow = words.indexOf("->");
        int star = words.indexOf("*");
        // ((struct X *)0)->member
        boolean ofMember = arrow > star && star > 2 && words.subList(0, 2).equals(List.of("(", "("));
        return asked.applyAsLong(
                ofMember
                        ? types.of(type.subList(2, star), type.subList(arrow + 1, type.size()), token)
                        : types.of(type, List.of(), token));
    }

    /** A type and a member of it, as offsetof takes them. */
    private Extent member(CToken token) {
        expect("(");
        List<CToken> both = upToClosing();
        int comma = both.stream().map(CToken::text).toList().indexOf(",");
        if (comma < 0) {
            throw CProblem.unknown(token, token.text() + " of a type alone");
        }
        return types.of(both.subList(0, comma), both.subList(comma + 1, both.size()), token);
    }

    /** What stands before the parenthesis that closes the one just taken, which goes with it. */
    private List<CToken> upToClosing() {
        List<CToken> inside = new ArrayList<>();
        int open = 1;
        while (open > 0) {
            CToken next = take();
            open += next.is("(") ? 1 : next.is(")") ? -1 : 0;
            if (open > 0) {
                inside.add(next);
            }
        }
        return inside;
    }

    private long call(CToken function) {
        expect("(");
        List<Long> arguments = new ArrayList<>();
        if (!accept(")")) {
            do {
                arguments.add(conditional());
            } while (accept(","));
            expect(")");
        }
        Long value = helper(function.text(), arguments);
        if (value == null) {
            throw CProblem.unknown(
                    function, "unknown function '" + function.text() + "' of " + arguments.size() + " arguments");
        }
        return value;
    }

    private static @Nullable Long helper(String name, List<Long> arguments) {
        long first = arguments.isEmpty() ? 0 : arguments.get(0);
        long second = arguments.size() < 2 ? 1 : arguments.get(1);
        return switch (name) {
            case "ALIGN", "__ALIGN_KERNEL", "round_up" -> (first + second - 1) & -second;
            case "ALIGN_DOWN", "round_down" -> first & -second;
            case "DIV_ROUND_UP", "__KERNEL_DIV_ROUND_UP" -> (first + second - 1) / second;
            case "roundup" -> (first + second - 1) / second * second;
            case "BIT", "BIT_ULL", "_BITUL", "_BITULL", "_BITL", "BIT_U8", "BIT_U16", "BIT_U32", "BIT_U64" ->
                1L << first;
            case "BITS_TO_LONGS", "BITS_TO_U64" -> (first + 63) / 64;
            case "BITS_TO_U32" -> (first + 31) / 32;
            case "BITS_TO_BYTES" -> (first + 7) / 8;
            case "GENMASK", "GENMASK_ULL", "GENMASK_U8", "GENMASK_U16", "GENMASK_U32", "GENMASK_U64" ->
                (-1L >>> (63 - first)) & (-1L << second);
            case "const_ilog2", "ilog2" -> 63L - Long.numberOfLeadingZeros(first);
            case "min", "MIN" -> Math.min(first, second);
            case "max", "MAX" -> Math.max(first, second);
            case "_UL", "_ULL", "_AC", "UL", "ULL" -> first;
            default -> null;
        };
    }

    /** Several of them fill a number from its high end on. */
    private static long character(CToken token) {
        if (token.text().isEmpty()
                || token.text().length() > Integer.BYTES
                || token.text().contains("\\")) {
            throw CProblem.unknown(token, "value of '" + token.text() + "' isn't known");
        }
        return token.text().chars().asLongStream().reduce(0, (value, one) -> value << Byte.SIZE | one);
    }

    private static long number(CToken token) {
        String digits = token.text().toLowerCase(Locale.ROOT).replaceAll("[ul]+$", "");
        try {
            if (digits.startsWith("0x")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            if (digits.startsWith("0b")) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            return digits.length() > 1 && digits.startsWith("0")
                    ? Long.parseUnsignedLong(digits, 8)
                    : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw CProblem.unknown(token, "not a number: '" + token.text() + "'");
        }
    }

    /** A string's characters, escapes resolved as far as their length goes. */
    static String plain(String quoted) {
        return quoted.replaceAll("\\\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", "?");
    }

    private boolean accept(String text) {
        if (at < tokens.size() && tokens.get(at).is(text)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String text) {
        if (!accept(text)) {
            CToken found = tokens.get(Math.min(at, tokens.size() - 1));
            throw CProblem.unknown(
                    found, "expected '" + text + "', found '" + (at < tokens.size() ? found.text() : "the end") + "'");
        }
    }

    private CToken take() {
        if (at >= tokens.size()) {
            throw CProblem.syntax(tokens.getLast(), "the expression ends too early");
        }
        return tokens.get(at++);
    }
}
