/* libLibTorchSharp.so 0.107.0 wants std::ios_base_library_init() at GLIBCXX_3.4.32 (GCC 13); the libstdc++ of Debian 12 ends at
   GLIBCXX_3.4.30. The function is an empty link anchor. */
void _ZSt21ios_base_library_initv(void) {}
