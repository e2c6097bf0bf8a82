package io.luoledger.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** The canonical form of a record: what stands around its fields, and in which order they stand. */
final class RecordForm {
    private final byte[] begin;
    /** The fields by their names; a form that was made in the schema's order is put into this one. */
    private final int[] order;

    private final boolean inOrder;

    private RecordForm(byte[] begin, int[] order) {
        this.begin = begin;
        this.order = order;
        this.inOrder = IntStream.range(0, order.length).allMatch(i -> order[i] == i);
    }

    static RecordForm of(Schema schema) {
        byte[] name = schema.getFullName().getBytes(StandardCharsets.UTF_8);
        return new RecordForm(
                new ByteBuilder().put('r').putInt(name.length).put(name).toByteArray(),
                IntStream.range(0, schema.getFields().size())
                        .boxed()
                        .sorted(Comparator.comparing(
                                i -> schema.getFields().get(i).name()))
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    /** What stands before a field's value. */
    static byte[] name(Schema.Field field) {
        byte[] utf8 = field.name().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + utf8.length)
                .putShort((short) utf8.length)
                .put(utf8)
                .array();
    }

    /** Whether the field holds either something or nothing, and nothing by default, as most do. */
    static boolean isNothingByDefault(Schema.Field field) {
        Schema schema = field.schema();
        return schema.isUnion()
                && schema.isNullable()
                && schema.getTypes().size() == 2
                && field.hasDefaultValue()
                && JsonProperties.NULL_VALUE.equals(field.defaultVal());
    }

    /** Whether the schema's order is the form's. */
    boolean inOrder() {
        return inOrder;
    }

    void begin(ByteBuilder form) {
        form.put(begin);
    }

    void end(ByteBuilder form) {
        form.put(0).put(0);
    }

    /** @param starts where each field's form begins, in the schema's order */
    void end(ByteBuilder form, int[] starts) {
        if (!inOrder) {
            form.reorder(starts, order);
        }
        end(form);
    }
}
