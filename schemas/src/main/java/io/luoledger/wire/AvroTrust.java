package io.luoledger.wire;

import org.apache.avro.util.ClassSecurityValidator;

/** Avro only makes classes of packages that are trusted: this trusts the generated ones, once per process. */
final class AvroTrust {
    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("io.luoledger.avro.")));
    }

    private AvroTrust() {}

    static void ensure() {
        // loading the class did it
    }
}
