/** What an instance tells over HTTP, and what it refuses. */
@NullMarked
package io.luoledger.http;

import org.jspecify.annotations.NullMarked;
