package io.luoledger.abi.source;

import io.luoledger.abi.Confidence;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.Roles;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The layouts of a kernel's preserved-state structs, from its BTF. Strings and constants aren't in BTF. */
final class BtfImporter {
    /**
     * What was read.
     *
     * @param ambiguous structs that are there more than once and not alike: nobody can tell which of them is used. In
     *     words that begin with the struct's name
     * @param structs how many structs there are, of whatever sort
     */
    record Found(List<StructLayout> layouts, Map<String, String> ambiguous, int structs) {
        boolean isEmpty() {
            return layouts.isEmpty() && ambiguous.isEmpty();
        }
    }

    /** Structs of KHO that a kernel has without it, too: what its boot loader hands over. */
    static final Set<String> ANYWHERE = Set.of("kho_data", "kho_scratch");
    /** No preserved-state struct comes near it. */
    private static final int MAX_FIELDS = 4096;

    private static final int MAX_NESTING = 8;
    /** Types that are of one byte order on every machine, as headers call them. */
    private static final Map<String, String> ORDERED = Stream.of("le16", "le32", "le64", "be16", "be32", "be64")
            .collect(Collectors.toMap(one -> "__" + one, one -> one));

    private final BtfTypes types;
    private final String name;
    private final Map<String, List<Integer>> structs = new LinkedHashMap<>();
    /** Members of the struct that is read, with those of what is inside it. */
    private int visited;

    private BtfImporter(BtfTypes types, String name) {
        this.types = types;
        this.name = name;
    }

    /**
     * Nothing at all, where none of the structs is preserved state.
     *
     * @param wanted which structs besides the known ones and those called "..._ser"
     * @throws UnreadableInputException with the place and what was expected
     */
    static Found read(ByteBuffer blob, String name, Predicate<String> wanted) {
        BtfImporter importer = new BtfImporter(BtfTypes.read(blob, name), name);
        return importer.layouts(wanted);
    }

    private Found layouts(Predicate<String> wanted) {
        for (int type = 1; type < types.count(); type++) {
            boolean typedef = types.kind(type) == BtfTypes.TYPEDEF;
            int struct = typedef ? types.sizeOrType(type) : type;
            // one without a name goes by its typedef's
            if (types.kind(struct) == BtfTypes.STRUCT
                    && (!typedef || types.name(struct).isEmpty())) {
                structs.computeIfAbsent(types.name(type), one -> new ArrayList<>())
                        .add(struct);
            }
        }
        Set<String> known = new TreeSet<>(Roles.structs());
        known.addAll(ANYWHERE);
        Deque<String> open = new ArrayDeque<>();
        structs.keySet().stream()
                .filter(one -> known.contains(one) || one.endsWith("_ser") || wanted.test(one))
                .forEach(open::add);
        Map<String, StructLayout> done = new LinkedHashMap<>();
        Map<String, String> ambiguous = new LinkedHashMap<>();
        while (!open.isEmpty()) {
            String one = open.removeFirst();
            List<Integer> all = structs.getOrDefault(one, List.of());
            if (all.isEmpty() || done.containsKey(one) || ambiguous.containsKey(one)) {
                continue;
            }
            List<StructLayout> different =
                    all.stream().map(type -> layout(one, type)).distinct().toList();
            if (different.size() == 1) {
                done.put(one, different.getFirst());
            } else {
                ambiguous.put(
                        one,
                        one + ": " + different.size() + " structs of this name that differ, types "
                                + String.join(
                                        ", ", all.stream().map(String::valueOf).toList())
                                + ": which of them is handed over can't be told");
            }
            different.stream()
                    .flatMap(layout -> layout.fields().stream())
                    .flatMap(BtfImporter::reached)
                    .forEach(open::add);
        }
        if (ambiguous.isEmpty() && ANYWHERE.containsAll(done.keySet())) {
            done.clear();
        }
        return new Found(List.copyOf(done.values()), ambiguous, structs.size());
    }

    /** What a field embeds, and what an address in it leads to; a bare pointer is the running kernel's own matter. */
    private static Stream<String> reached(Field field) {
        String target = field.type().equals("ptr") ? null : field.pointsTo();
        return Stream.concat(Stream.ofNullable(field.embeds()), Stream.ofNullable(target));
    }

    private StructLayout layout(String struct, int type) {
        List<Field> fields = new ArrayList<>();
        visited = 0;
        members(type, "", 0, fields, 0);
        int size = types.sizeOrType(type);
        return new StructLayout(
                struct,
                "other",
                null,
                StructLayout.STRUCT,
                size,
                !isNatural(fields, size),
                fields,
                "BTF " + name,
                Confidence.HIGH,
                null);
    }

    private void members(int type, String prefix, long base, List<Field> fields, int depth) {
        for (int i = 0; i < types.vlen(type); i++) {
            int offset = types.word(type, i, 2);
            int bitSize = types.kindFlag(type) ? offset >>> 24 : 0;
            long bit = base + (types.kindFlag(type) ? offset & 0xffffff : offset & 0xffffffffL);
            String member = types.string(types.word(type, i, 0));
            member(types.word(type, i, 1), prefix + member, bit, bitSize, fields, depth);
        }
    }

    private void member(int type, String path, long bit, int bitSize, List<Field> fields, int depth) {
        member(type, path, bit, bitSize, fields, depth, target(type));
    }

    private void member(
            int type, String path, long bit, int bitSize, List<Field> fields, int depth, @Nullable String pointsTo) {
        if (depth > MAX_NESTING || ++visited > MAX_FIELDS) {
            throw new UnreadableInputException(name + ": type " + type + " is nested or has fields without end");
        }
        int plain = types.resolve(type);
        Integer length = null;
        int element = plain;
        int written = type;
        if (types.kind(plain) == BtfTypes.ARRAY) {
            length = types.word(plain, 0, 2);
            written = types.word(plain, 0, 0);
            element = types.resolve(written);
            for (int i = 0; types.kind(element) == BtfTypes.ARRAY; i++) {
                if (i > MAX_NESTING) {
                    throw new UnreadableInputException(
                            name + ": type " + plain + " has more than " + MAX_NESTING + " arrays inside one another");
                }
                length *= types.word(element, 0, 2);
                written = types.word(element, 0, 0);
                element = types.resolve(written);
            }
        }
        int kind = types.kind(element);
        boolean unnamed = kind == BtfTypes.STRUCT && types.name(element).isEmpty();
        List<String> typedefs = types.typedefs(written);
        boolean inside = kind == BtfTypes.UNION || (unnamed && typedefs.isEmpty());
        if (inside && length == null) {
            inside(element, path.isEmpty() || path.endsWith(".") ? path : path + ".", bit, fields, depth);
            return;
        }
        long size = types.size(plain);
        if (size > Integer.MAX_VALUE || bit / 8 > Integer.MAX_VALUE) {
            throw new UnreadableInputException(name + ": field " + path + " of " + size + " bytes");
        }
        int unit = bitSize == 0 ? 0 : (int) Math.max(1, types.size(element));
        long byteOffset = unit == 0 ? bit / 8 : bit / 8 / unit * unit;
        fields.add(new Field(
                path,
                unnamed && !typedefs.isEmpty() ? "struct " + typedefs.getLast() : typeName(written, element),
                length,
                (int) byteOffset,
                (int) size,
                bitSize == 0 ? null : Integer.valueOf((int) (bit - byteOffset * 8)),
                bitSize == 0 ? null : Integer.valueOf(bitSize),
                pointsTo,
                null));
        if (inside) {
            // the first element shows the layout of all
            inside(element, path + "[].", bit, fields, depth);
        }
    }

    private void inside(int type, String prefix, long bit, List<Field> fields, int depth) {
        if (types.kind(type) == BtfTypes.UNION) {
            union(type, prefix, bit, fields, depth);
        } else {
            members(type, prefix, bit, fields, depth + 1);
        }
    }

    /** What a pointer leads to, or the pointer that is one form of a union; null for one that leads to anything. */
    private @Nullable String target(int type) {
        int plain = types.resolve(type);
        if (types.kind(plain) == BtfTypes.UNION) {
            for (int i = 0; i < types.vlen(plain); i++) {
                int member = types.element(types.word(plain, i, 1));
                if (types.kind(member) == BtfTypes.PTR) {
                    return target(member);
                }
            }
            return null;
        }
        int pointer = types.element(plain);
        if (types.kind(pointer) != BtfTypes.PTR) {
            return null;
        }
        int written = types.sizeOrType(pointer);
        int there = types.resolve(written);
        return switch (types.kind(there)) {
            case BtfTypes.STRUCT, BtfTypes.UNION, BtfTypes.FWD ->
                types.name(there).isEmpty() ? null : types.name(there);
            case BtfTypes.INT -> typeName(written, there);
            default -> null;
        };
    }

    /** Every form of a union but its pointers, which show as what the number beside them leads to. */
    private void union(int union, String prefix, long bit, List<Field> fields, int depth) {
        List<Integer> members = IntStream.range(0, types.vlen(union)).boxed().toList();
        List<Integer> crossing = members.stream()
                .filter(one -> types.kind(types.element(types.word(union, one, 1))) != BtfTypes.PTR)
                .toList();
        String pointsTo = target(union);
        for (int one : crossing.isEmpty() ? members : crossing) {
            int type = types.word(union, one, 1);
            int plain = types.resolve(type);
            boolean leads = types.kind(plain) == BtfTypes.INT && types.size(plain) == Long.BYTES;
            member(
                    type,
                    prefix + types.string(types.word(union, one, 0)),
                    bit,
                    types.kindFlag(union) ? types.word(union, one, 2) >>> 24 : 0,
                    fields,
                    depth + 1,
                    crossing.isEmpty() ? target(type) : leads ? pointsTo : null);
        }
    }

    /** @param written the type as the member has it: the name of one with its byte order says more than its bytes */
    private String typeName(int written, int type) {
        return types.typedefs(written).stream()
                .map(ORDERED::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> typeName(type));
    }

    private String typeName(int type) {
        return switch (types.kind(type)) {
            case BtfTypes.PTR -> "ptr";
            case BtfTypes.STRUCT -> "struct " + types.name(type);
            case BtfTypes.UNION -> "union " + types.name(type);
            case BtfTypes.ENUM, BtfTypes.ENUM64 -> (types.kindFlag(type) ? "s" : "u") + 8 * types.sizeOrType(type);
            case BtfTypes.INT -> intName(type);
            default -> "bytes";
        };
    }

    private String intName(int type) {
        String own = TypeNames.one(types.name(type));
        int encoding = (types.intEncoding(type) >>> 24) & 0xf;
        boolean plainName = own.equals("char") || own.equals("bool");
        return plainName || encoding == 4 ? own : ((encoding & 1) == 1 ? "s" : "u") + 8 * types.sizeOrType(type);
    }

    /** BTF doesn't say whether a struct is packed; one whose fields lie where they would anyway counts as not packed. */
    private boolean isNatural(List<Field> fields, int size) {
        int largest = 1;
        for (Field field : fields) {
            int alignment = alignment(field);
            largest = Math.max(largest, alignment);
            if (field.offset() == null || field.offset() % alignment != 0) {
                return false;
            }
        }
        return size % largest == 0;
    }

    private int alignment(Field field) {
        String embedded = field.embeds();
        if (embedded != null) {
            return structs.containsKey(embedded) ? 8 : 1;
        }
        String type = field.type();
        return type.endsWith("64") || type.equals("ptr") ? 8 : type.endsWith("32") ? 4 : type.endsWith("16") ? 2 : 1;
    }
}
