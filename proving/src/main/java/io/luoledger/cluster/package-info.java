/** Real parts, in containers: a Kafka cluster of three nodes, and processes of this product beside it. */
@NullMarked
package io.luoledger.cluster;

import org.jspecify.annotations.NullMarked;
