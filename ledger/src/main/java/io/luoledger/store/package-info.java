/** States and digests at the edge: the stored format with its versions, written by a schema, and what is hashed of it. No file, no Kafka. */
@NullMarked
package io.luoledger.store;

import org.jspecify.annotations.NullMarked;
