package io.luoledger.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * What Avro is trusted with, once per process: to make classes of the generated package and of no other, and to believe
 * lengths up to these limits. A length in damaged or hostile input can't make it allocate more, however it is compressed.
 */
public final class AvroTrust {
    /** Largest string or byte sequence in a record: a descriptor's biggest is far below. Unit: bytes. */
    private static final String MAX_LENGTH = "16777216";
    /** Most items of one array or map. */
    private static final String MAX_ITEMS = "1048576";
    /** Largest block of a log file once it is decompressed: as large as one may be that isn't compressed. Unit: bytes. */
    static final long MAX_INFLATED_BYTES = ContainerGuard.MAX_BLOCK_BYTES;

    static {
        // Avro reads these once; whoever set them before knows why
        limit("bytes.maxLength", MAX_LENGTH);
        limit("string.maxLength", MAX_LENGTH);
        limit("collectionItems.maxLength", MAX_ITEMS);
        limit("decompress.maxLength", String.valueOf(MAX_INFLATED_BYTES));
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("io.luoledger.avro.")));
    }

    private AvroTrust() {}

    private static void limit(String name, String value) {
        String property = "org.apache.avro.limits." + name;
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** To be called before anything of Avro's is touched, even a generated class: whose schema is parsed has its limits read. */
    public static void ensure() {
        // loading the class did it
    }
}
