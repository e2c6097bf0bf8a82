package io.luoledger.abi.source;

import io.luoledger.abi.Field;
import io.luoledger.abi.source.CParser.Struct;
import io.luoledger.abi.source.CType.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a struct of the headers. What lies in an anonymous struct or a union has no layout of its own and shows
 * as fields of the struct around it, all forms of a union over one another.
 */
final class CFields {
    /** No preserved-state struct comes near it. */
    private static final int MAX_FIELDS = 4096;

    private static final Pattern ARRAY = Pattern.compile("(.*)\\[(\\d+)]");

    private final Struct struct;
    private final List<Field> fields = new ArrayList<>();
    private int visited;

    private CFields(Struct struct) {
        this.struct = struct;
    }

    /** @throws CProblem when it has fields without end */
    static List<Field> of(Struct struct) {
        CFields found = new CFields(struct);
        found.members(struct.type(), "", 0, null);
        return found.fields;
    }

    /** @param user line of the member whose named type this is; null for what the struct declares itself */
    private void members(CType type, String prefix, long base, @Nullable Integer user) {
        for (Member member : Objects.requireNonNullElse(type.members(), List.<Member>of())) {
            visit();
            int line = user == null ? member.line() : user;
            String path = prefix + member.name();
            CType inner = member.type();
            long bit = base + member.firstBit();
            boolean named = !inner.isAnonymous() && !member.name().isEmpty();
            if (inner.members() == null || (!inner.union() && named)) {
                add(member, path, bit, target(inner), line);
            } else if (member.length() == null) {
                inside(inner, member.name().isEmpty() ? prefix : path + ".", bit, user(inner, user, line));
            } else {
                // the first element shows the layout of all
                add(member, path, bit, null, line);
                inside(inner, path + "[].", bit, user(inner, user, line));
            }
        }
    }

    /** What a type of its own declares may stand in another file: its fields are where it is used. */
    private static @Nullable Integer user(CType inner, @Nullable Integer user, int line) {
        return user == null && inner.isAnonymous() ? null : Integer.valueOf(line);
    }

    /** Counts what is looked at: structs inside structs double with every level. */
    private void visit() {
        if (++visited > MAX_FIELDS) {
            throw CProblem.limit(
                    struct.at(),
                    "struct " + struct.name() + " has more than " + MAX_FIELDS
                            + " fields, with those of what is inside it");
        }
    }

    private void inside(CType type, String prefix, long bit, @Nullable Integer user) {
        if (type.union()) {
            union(type, prefix, bit, user);
        } else {
            members(type, prefix, bit, user);
        }
    }

    /** Every form of a union but its pointers, which show as what the number beside them leads to. */
    private void union(CType union, String prefix, long bit, @Nullable Integer user) {
        List<Member> members = Objects.requireNonNullElse(union.members(), List.of());
        List<Member> crossing =
                members.stream().filter(member -> !member.type().pointer()).toList();
        String pointsTo = target(union);
        for (Member member : crossing.isEmpty() ? members : crossing) {
            if (member.type().members() != null) {
                members(
                        CType.aggregate("", union.size(), union.alignment(), List.of(member), false),
                        prefix,
                        bit,
                        user);
                continue;
            }
            visit();
            boolean leads = member.length() == null && member.type().size() == CType.POINTER.size();
            add(
                    member,
                    prefix + member.name(),
                    bit,
                    crossing.isEmpty() ? member.type().target() : leads ? pointsTo : null,
                    user == null ? member.line() : user);
        }
    }

    /** What a pointer leads to, or the pointer that is one form of a union. */
    private static @Nullable String target(CType type) {
        if (type.target() != null || !type.union() || type.members() == null) {
            return type.target();
        }
        return type.members().stream()
                .map(member -> member.type().target())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private void add(Member member, String path, long bit, @Nullable String pointsTo, int line) {
        CType type = member.type();
        String typeName = type.pointer()
                ? "ptr"
                : type.members() != null ? (type.union() ? "union " : "struct ") + type.name() : type.name();
        Integer length = member.length();
        long size = type.size() * (length == null ? 1 : length);
        Matcher array = ARRAY.matcher(typeName);
        if (array.matches()) {
            // a typedef of an array
            typeName = array.group(1);
            length = Integer.parseInt(array.group(2)) * (length == null ? 1 : length);
        }
        long unit = member.bits() == null ? 1 : Math.max(1, type.size());
        long offset = bit / 8 / unit * unit;
        fields.add(new Field(
                path,
                typeName,
                length,
                (int) offset,
                (int) size,
                member.bits() == null ? null : Integer.valueOf((int) (bit - offset * 8)),
                member.bits(),
                pointsTo,
                line));
    }
}
