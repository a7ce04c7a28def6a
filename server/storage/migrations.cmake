# Turns migrations/*.sql into one .cpp, so that an installed program needs no files. Included by the project's
# CMakeLists.txt; runs again at build time as a script: cmake -DFOLDER=migrations -DOUT=file.cpp -P migrations.cmake
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB paths ${FOLDER}/*.sql)
  list(SORT paths)
  set(text "#include \"storage/migrations.hpp\"\n\nnamespace callbackd::storage {\n\n")
  string(APPEND text "std::vector<Migration> const& embedded_migrations() {\n")
  string(APPEND text "  static std::vector<Migration> const kMigrations{\n")
  foreach(path IN LISTS paths)
    get_filename_component(name ${path} NAME)
    file(READ ${path} sql)
    string(APPEND text "      {\"${name}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  string(APPEND text "  };\n  return kMigrations;\n}\n\n}  // namespace callbackd::storage\n")
  file(WRITE ${OUT} "${text}")
  return()
endif()

file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*.sql)
set(embedded ${CMAKE_BINARY_DIR}/embedded_migrations.cpp)
add_custom_command(OUTPUT ${embedded}
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/migrations -DOUT=${embedded} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${migrations} ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
target_sources(callbackd_storage PRIVATE ${embedded})
