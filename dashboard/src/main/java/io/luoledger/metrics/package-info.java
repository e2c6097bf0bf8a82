/** What an instance did and how far it is, for Prometheus. */
@NullMarked
package io.luoledger.metrics;

import org.jspecify.annotations.NullMarked;
