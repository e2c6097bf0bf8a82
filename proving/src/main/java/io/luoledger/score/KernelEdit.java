package io.luoledger.score;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptor.DocumentedString;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A kernel's descriptor while it is changed. */
final class KernelEdit {
    private final AbiDescriptor before;
    final List<Guard> guards;
    final List<StructLayout> structs;
    final List<Constant> constants;
    final List<String> semantics;
    final List<DocumentedString> documented;
    final List<String> incomplete = new ArrayList<>();
    final List<String> assumed = new ArrayList<>();
    final Map<String, String> configuration = new TreeMap<>();
    String architecture;
    int pageSize;

    @Nullable
    Registration registration;

    Confidence confidence;

    KernelEdit(AbiDescriptor before) {
        this.before = before;
        guards = new ArrayList<>(before.guards());
        structs = new ArrayList<>(before.structs());
        constants = new ArrayList<>(before.constants());
        semantics = new ArrayList<>(before.semantics());
        documented = new ArrayList<>(before.documented());
        architecture = before.architecture();
        pageSize = before.pageSize();
        registration = before.registration();
        confidence = before.confidence();
    }

    AbiDescriptor done() {
        return before.withStructs(structs)
                .with()
                .architecture(architecture)
                .pageSize(pageSize)
                .configuration(configuration)
                .guards(guards)
                .constants(constants)
                .registration(registration)
                .semantics(semantics)
                .documented(documented)
                .incomplete(incomplete)
                .assumed(assumed)
                .confidence(confidence)
                .build();
    }

    KernelEdit guards(Predicate<Guard> which, UnaryOperator<Guard> how) {
        guards.replaceAll(guard -> which.test(guard) ? how.apply(guard) : guard);
        return this;
    }

    KernelEdit struct(StructLayout old, StructLayout changed) {
        structs.replaceAll(layout -> layout.equals(old) ? changed : layout);
        return this;
    }

    // ---- parts ----

    static Guard withValues(Guard guard, String... values) {
        return new Guard(
                guard.name(),
                guard.layer(),
                guard.kind(),
                List.of(values),
                List.of(values),
                guard.form(),
                guard.features(),
                guard.source(),
                guard.confidence());
    }

    static StructLayout layout(
            StructLayout old, String name, @Nullable Integer size, boolean packed, List<Field> fields) {
        return old.with().name(name).size(size).packed(packed).fields(fields).build();
    }

    static StructLayout fields(StructLayout old, List<Field> fields) {
        return layout(old, old.name(), old.size(), old.packed(), fields);
    }

    static StructLayout field(StructLayout old, Field field, Field changed) {
        return fields(
                old,
                old.fields().stream()
                        .map(one -> one.equals(field) ? changed : one)
                        .toList());
    }

    static StructLayout without(StructLayout old, Field field) {
        return fields(
                old, old.fields().stream().filter(one -> !one.equals(field)).toList());
    }

    static StructLayout with(StructLayout old, Field field) {
        List<Field> fields = new ArrayList<>(old.fields());
        fields.add(field);
        return layout(old, old.name(), size(old) + 8, old.packed(), fields);
    }

    static int size(StructLayout layout) {
        return layout.size() == null ? 0 : layout.size();
    }

    /** The field with another type, length, place and size. */
    static Field like(
            Field field, String name, String type, @Nullable Integer length, @Nullable Integer offset, int size) {
        return field.with()
                .name(name)
                .type(type)
                .arrayLength(length)
                .offset(offset)
                .size(size)
                .bitOffset(null)
                .bitSize(null)
                .build();
    }
}
